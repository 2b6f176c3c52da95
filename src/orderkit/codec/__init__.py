"""The codec: values as records with type and schema, quick for our own and strict for others'."""

from orderkit.codec.record import (
    SCHEMAS,
    Codec,
    NewerSchemaError,
    Record,
    UnknownTypeError,
    WrongTypeError,
    standard_codec,
)
from orderkit.codec.snapshot import (
    PROGRESS_SCHEMA,
    read_progress,
    write_progress,
)
from orderkit.codec.text import (
    Json,
    JsonDepthError,
    JsonDuplicateError,
    JsonError,
    JsonNumberError,
    dumps,
    loads,
    read_json,
)

__all__ = [
    "PROGRESS_SCHEMA",
    "SCHEMAS",
    "Codec",
    "Json",
    "JsonDepthError",
    "JsonDuplicateError",
    "JsonError",
    "JsonNumberError",
    "NewerSchemaError",
    "Record",
    "UnknownTypeError",
    "WrongTypeError",
    "dumps",
    "loads",
    "read_json",
    "read_progress",
    "standard_codec",
    "write_progress",
]
