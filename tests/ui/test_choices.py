"""A choice in the address: what a link says, what a click says, and what stands in the address afterwards."""

import pytest
from streamlit.testing.v1 import AppTest

from neighborcare.ui.choices import offered


def script():
    import streamlit as st

    from neighborcare.ui.choices import settle

    options = ["leader", "analyst", "worker"]
    shown = st.selectbox("language of the labels", ["A", "B"])
    value = settle("role", options, "leader")
    st.selectbox("role", options, format_func=lambda code: f"{shown} {code}", key="role")
    st.markdown(value)


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(script)


def test_the_default_stays_out_of_the_address(app):
    app.run()
    assert app.markdown[0].value == "leader"
    assert "role" not in app.query_params


def test_a_link_chooses(app):
    app.query_params["role"] = "worker"
    app.run()
    assert app.markdown[0].value == "worker"
    assert app.selectbox(key="role").value == "worker"


def test_a_forged_link_chooses_nothing(app):
    app.query_params["role"] = "administrator"
    app.run()
    assert app.markdown[0].value == "leader"
    assert "role" not in app.query_params


def test_a_click_goes_into_the_address(app):
    app.run()
    app.selectbox(key="role").select("analyst").run()
    assert app.markdown[0].value == "analyst"
    assert app.query_params["role"] == "analyst"


def test_a_click_outlives_labels_in_another_language(app):
    app.run()
    app.selectbox(key="role").select("analyst").run()
    app.selectbox[0].select("B").run()
    assert app.selectbox(key="role").value == "analyst"
    assert app.markdown[0].value == "analyst"


def test_changing_page_empties_the_address_and_the_choice_stays(app):
    app.run()
    app.selectbox(key="role").select("analyst").run()
    app.query_params = {}
    app.run()
    assert app.markdown[0].value == "analyst"
    assert app.query_params["role"] == "analyst"


def test_the_back_button_brings_the_earlier_choice(app):
    app.query_params["role"] = "worker"
    app.run()
    app.selectbox(key="role").select("analyst").run()
    app.query_params["role"] = "worker"
    app.run()
    assert app.markdown[0].value == "worker"


def several():
    import streamlit as st

    from neighborcare.ui.choices import settle_many

    options = ["a", "b", "c"]
    st.markdown(",".join(settle_many("types", options, ["a", "b"])))
    st.multiselect("types", options, key="types")


def test_several_choices_come_by_a_link_and_go_back_into_the_address():
    app = AppTest.from_function(several)
    app.query_params["types"] = "c,a,nonsense"
    app.run()
    assert app.markdown[0].value == "a,c"
    app.multiselect(key="types").set_value(["b"]).run()
    assert app.query_params["types"] == "b"
    app.multiselect(key="types").set_value(["a", "b"]).run()
    assert "types" not in app.query_params


@pytest.mark.parametrize(
    ("role", "bounds"), [("leader", ("1", "5")), ("presenter", ("1", "5")), ("analyst", tuple("12345"))]
)
def test_who_sees_suppressed_numbers_chooses_among_fixed_bands(role, bounds):
    assert offered(role, tuple("12345"), ("1", "5")) == bounds
