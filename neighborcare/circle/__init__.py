"""Who can walk to care: coordinates, the walking network, reach and its picture; arithmetic on arrays."""
