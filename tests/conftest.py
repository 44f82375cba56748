"""Makes ``tests`` importable, so that every test can build a company: ``from builders import company``."""
