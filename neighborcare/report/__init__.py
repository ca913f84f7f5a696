"""What leaves the screen: the digest of what needs attention, and the ways in which an office lets it be sent."""
