"""Tron's messages as Google's Protocol Buffers library writes them, and JSON as a Tron node shows them.

The platform reads and writes these bytes with code of its own; here it is held against another's.
Source: java-tron `Tron.proto`, `balance_contract.proto`, `smart_contract.proto`, `JsonFormat`.
"""

from typing import Any

from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

Json = dict[str, Any]

_INT64, _INT32 = FieldDescriptor.TYPE_INT64, FieldDescriptor.TYPE_INT32
_BYTES, _ENUM, _MESSAGE = FieldDescriptor.TYPE_BYTES, FieldDescriptor.TYPE_ENUM, FieldDescriptor.TYPE_MESSAGE
_PACKAGE = "sandbox.tron"
_ENUMS = {
    "Contract.ContractType": {"AccountCreateContract": 0, "TransferContract": 1, "TriggerSmartContract": 31},
    "Result.Outcome": {"DEFAULT": 0, "SUCCESS": 1, "REVERT": 2, "OUT_OF_ENERGY": 10},
}
_FIELDS: dict[str, tuple[tuple[str, int, int, str], ...]] = {
    "TransferContract": (
        ("owner_address", 1, _BYTES, ""), ("to_address", 2, _BYTES, ""), ("amount", 3, _INT64, ""),
    ),
    "TriggerSmartContract": (
        ("owner_address", 1, _BYTES, ""), ("contract_address", 2, _BYTES, ""), ("call_value", 3, _INT64, ""),
        ("data", 4, _BYTES, ""),
    ),
    "Contract": (
        ("type", 1, _ENUM, "Contract.ContractType"), ("parameter", 2, _MESSAGE, "google.protobuf.Any"),
        ("Permission_id", 5, _INT32, ""),
    ),
    "Result": (("fee", 1, _INT64, ""), ("contractRet", 3, _ENUM, "Result.Outcome")),
    "Contents": (
        ("ref_block_bytes", 1, _BYTES, ""), ("ref_block_hash", 4, _BYTES, ""), ("expiration", 8, _INT64, ""),
        ("data", 10, _BYTES, ""), ("contract", 11, _MESSAGE, "*Contract"), ("timestamp", 14, _INT64, ""),
        ("fee_limit", 18, _INT64, ""),
    ),
    "Transaction": (
        ("raw_data", 1, _MESSAGE, "Contents"), ("signature", 2, _BYTES, "*"), ("ret", 5, _MESSAGE, "*Result"),
    ),
    "Header": (
        ("timestamp", 1, _INT64, ""), ("txTrieRoot", 2, _BYTES, ""), ("parentHash", 3, _BYTES, ""),
        ("number", 7, _INT64, ""), ("witness_id", 8, _INT64, ""), ("witness_address", 9, _BYTES, ""),
        ("version", 10, _INT32, ""), ("accountStateRoot", 11, _BYTES, ""),
    ),
}  # fmt: skip


def _described() -> descriptor_pb2.FileDescriptorProto:
    file = descriptor_pb2.FileDescriptorProto(name="sandbox/tron.proto", package=_PACKAGE, syntax="proto3")
    file.dependency.append(any_pb2.DESCRIPTOR.name)
    for message_name, fields in _FIELDS.items():
        described = file.message_type.add(name=message_name)
        for name, number, kind, of in fields:
            repeated, of_name = of.startswith("*"), of.removeprefix("*")
            field = described.field.add(name=name, number=number, type=kind, label=3 if repeated else 1)
            if of_name:
                field.type_name = f".{of_name}" if of_name.startswith("google.") else f".{_PACKAGE}.{of_name}"
        for enum_name, values in _ENUMS.items():
            if enum_name.startswith(f"{message_name}."):
                enum = described.enum_type.add(name=enum_name.partition(".")[2])
                for value_name, value in values.items():
                    enum.value.add(name=value_name, number=value)
    return file


_POOL = descriptor_pool.DescriptorPool()
_POOL.AddSerializedFile(any_pb2.DESCRIPTOR.serialized_pb)
_POOL.AddSerializedFile(_described().SerializeToString())


def message(name: str, **values: Any) -> Message:  # noqa: ANN401  fields of generated classes
    """Return a message of this name; nested messages and their repetitions are given as messages."""
    made = message_factory.GetMessageClass(_POOL.FindMessageTypeByName(f"{_PACKAGE}.{name}"))
    return made(**values)


def contract(parameter: Message, **values: Any) -> Message:  # noqa: ANN401
    """Return a transaction's contract with its parameter packed as Tron packs it."""
    kind = parameter.DESCRIPTOR.name
    packed = message_factory.GetMessageClass(_POOL.FindMessageTypeByName("google.protobuf.Any"))(
        type_url=f"type.googleapis.com/protocol.{kind}", value=parameter.SerializeToString(deterministic=True)
    )
    return message("Contract", type=kind, parameter=packed, **values)


def written(made: Message) -> bytes:
    """Return the bytes of a message."""
    return made.SerializeToString(deterministic=True)


def shown(made: Message) -> Json:
    """Return a message as a node's REST shows it: bytes in hexadecimal, enumerations by name, no defaults."""
    return {field.name: _shown(field, value) for field, value in made.ListFields()}


def _shown(field: FieldDescriptor, value: Any) -> Any:  # noqa: ANN401
    if field.is_repeated:
        return [_shown_one(field, each) for each in value]
    return _shown_one(field, value)


def _shown_one(field: FieldDescriptor, value: Any) -> Any:  # noqa: ANN401
    if field.type == _BYTES:
        return value.hex()
    if field.enum_type:
        return field.enum_type.values_by_number[value].name
    if field.type != _MESSAGE:
        return value
    if value.DESCRIPTOR.name != "Any":
        return shown(value)
    unpacked = message(value.type_url.rpartition(".")[2])
    unpacked.ParseFromString(value.value)
    return {"value": shown(unpacked), "type_url": value.type_url}
