"""The small released districts of tests/publication, for the tests of the database that holds them."""

from tests.publication.conftest import dialect, fresh_home, january, released, run, url

__all__ = ["dialect", "fresh_home", "january", "released", "run", "url"]
