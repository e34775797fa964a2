"""Where the processor under test is; the defaults are the clients' own."""

from argparse import Namespace

import common
import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    defaults = common.parser("").parse_args([])
    group = parser.getgroup("backstop", "the running processor")
    group.addoption("--bootstrap", default=defaults.bootstrap, help="its broker (BACKSTOP_KAFKA_BOOTSTRAP_SERVERS)")
    group.addoption("--registry", default=defaults.registry, help="its registry (BACKSTOP_REGISTRY_URL)")
    group.addoption("--prefix", default=defaults.prefix, help="prefix of its topics (BACKSTOP_TOPICS_PREFIX)")
    group.addoption("--applications", type=int, default=40, help="how many credit applications are sent")


@pytest.fixture(scope="session")
def options(pytestconfig: pytest.Config) -> Namespace:
    """As a client would have them from its command line."""
    options = common.parser("").parse_args([])
    for name in ("bootstrap", "registry", "prefix", "applications"):
        setattr(options, name, pytestconfig.getoption(name))
    return options
