"""``openicp.yaml`` to a frozen ``Project``, and back with its comments kept.

Comes in: the text of a file. Goes out: settings, or every problem with its line. It opens no network and no engine;
importing it loads neither pydantic nor a YAML reader.
"""

from openicp.config.file import changed, parse, read, text_of
from openicp.config.project import OUTCOMES, ProfileSettings, Project, Targets
from openicp.config.sizes import SizeClass, Sized, SizeScheme, schemes, size_of
from openicp.config.yamltext import dump, parse_mapping, read_mapping

__all__ = [
    "OUTCOMES",
    "ProfileSettings",
    "Project",
    "SizeClass",
    "SizeScheme",
    "Sized",
    "Targets",
    "changed",
    "dump",
    "parse",
    "parse_mapping",
    "read",
    "read_mapping",
    "schemes",
    "size_of",
    "text_of",
]
