"""Reader of the TFLite tables that the model conversion needs.

A TFLite file is a FlatBuffer: tables whose fields are found through a small offset table (vtable). Only the fields
named here are read, each by its position in TensorFlow Lite's public schema. Every offset is checked against the file's
size; a damaged file gives FormatError with one line, never a value from outside the file.
"""

import struct


class FormatError(Exception):
    """The file is not a TFLite model that this reader understands."""


class Table:
    """One FlatBuffer table; `field` arguments are the field's position in the schema."""

    def __init__(self, data, position):
        self.data = data
        self.position = position
        self.vtable = position - _unpack(data, "i", position)
        self.vtable_size = _unpack(data, "H", self.vtable)

    def _locate(self, field):
        slot = 4 + 2 * field
        if slot + 2 > self.vtable_size:
            return 0
        offset = _unpack(self.data, "H", self.vtable + slot)
        return self.position + offset if offset else 0

    def _follow(self, field):
        at = self._locate(field)
        return at + _unpack(self.data, "I", at) if at else 0

    def scalar(self, field, code, default=0):
        at = self._locate(field)
        return _unpack(self.data, code, at) if at else default

    def table(self, field):
        at = self._follow(field)
        return Table(self.data, at) if at else None

    def vector(self, field, code):
        """A vector of numbers as a list; an absent one is empty."""
        at = self._follow(field)
        if not at:
            return []
        count = _unpack(self.data, "I", at)
        return list(_unpack_many(self.data, count, code, at + 4))

    def blob(self, field):
        """A vector of bytes, not copied."""
        at = self._follow(field)
        if not at:
            return memoryview(b"")
        count = _unpack(self.data, "I", at)
        if at + 4 + count > len(self.data):
            raise FormatError("a vector ends outside the file")
        return memoryview(self.data)[at + 4:at + 4 + count]

    def string(self, field):
        return bytes(self.blob(field)).decode("utf-8", "replace")

    def tables(self, field):
        at = self._follow(field)
        if not at:
            return []
        count = _unpack(self.data, "I", at)
        offsets = _unpack_many(self.data, count, "I", at + 4)
        return [Table(self.data, at + 4 + 4 * i + offset) for i, offset in enumerate(offsets)]


def _unpack_many(data, count, code, at):
    if at < 0 or at + count * struct.calcsize("<" + code) > len(data):
        raise FormatError(f"an offset points outside the file ({at} of {len(data)} bytes)")
    return struct.unpack_from(f"<{count}{code}", data, at)


def _unpack(data, code, at):
    return _unpack_many(data, 1, code, at)[0]


# Names of the operator codes that occur in pose models; others are reported by number.
OPERATORS = {
    0: "ADD", 1: "AVERAGE_POOL_2D", 2: "CONCATENATION", 3: "CONV_2D", 4: "DEPTHWISE_CONV_2D", 5: "DEPTH_TO_SPACE",
    6: "DEQUANTIZE", 9: "FULLY_CONNECTED", 14: "LOGISTIC", 17: "MAX_POOL_2D", 18: "MUL", 19: "RELU", 21: "RELU6",
    22: "RESHAPE", 23: "RESIZE_BILINEAR", 25: "SOFTMAX", 28: "TANH", 32: "CUSTOM", 34: "PAD", 36: "GATHER",
    39: "TRANSPOSE", 40: "MEAN", 41: "SUB", 42: "DIV", 43: "SQUEEZE", 45: "STRIDED_SLICE", 49: "SPLIT", 54: "PRELU",
    67: "TRANSPOSE_CONV", 97: "RESIZE_NEAREST_NEIGHBOR", 98: "LEAKY_RELU", 117: "HARD_SWISH", 124: "DENSIFY",
}
TYPES = {0: "float32", 1: "float16", 2: "int32", 3: "uint8", 4: "int64", 9: "int8"}


class Dimension:
    """One dimension of a sparse tensor: dense with a size, or compressed (CSR) with segments and indices."""

    def __init__(self, table):
        self.sparse = table.scalar(0, "b") == 1
        self.size = table.scalar(1, "i")
        self.segments = _index_vector(table, 2) if self.sparse else []
        self.indices = _index_vector(table, 4) if self.sparse else []


def _index_vector(table, field):
    # A union: the field holds which of three tables follows, and they differ in the width of their numbers.
    code = {1: "i", 2: "H", 3: "B"}.get(table.scalar(field, "B"))
    values = table.table(field + 1)
    if code is None or values is None:
        raise FormatError("a sparse dimension has no indices")
    return values.vector(0, code)


class Sparsity:
    def __init__(self, table):
        self.traversal_order = table.vector(0, "i")
        self.block_map = table.vector(1, "i")
        self.dimensions = [Dimension(d) for d in table.tables(2)]


class Tensor:
    def __init__(self, table, buffers):
        code = table.scalar(1, "b")
        self.type = TYPES.get(code, f"type {code}")
        self.shape = table.vector(0, "i")
        self.name = table.string(3)
        index = table.scalar(2, "I")
        if index >= len(buffers):
            raise FormatError(f"tensor {self.name} names a buffer that does not exist")
        self.data = buffers[index]
        sparsity = table.table(6)
        self.sparsity = Sparsity(sparsity) if sparsity else None


class Operator:
    def __init__(self, table, names):
        index = table.scalar(0, "I")
        if index >= len(names):
            raise FormatError("an operator names a code that does not exist")
        self.name = names[index]
        self.inputs = table.vector(1, "i")
        self.outputs = table.vector(2, "i")
        self.options = table.table(4)

    def option(self, field, code, default=0):
        return self.options.scalar(field, code, default) if self.options else default


class Model:
    """The first graph of a TFLite file: tensors, operators in running order, input and output tensor numbers."""

    def __init__(self, data):
        if len(data) < 8 or data[4:8] != b"TFL3":
            raise FormatError("not a TFLite file")
        root = Table(data, _unpack(data, "I", 0))
        names = [_operator_name(code) for code in root.tables(1)]
        buffers = [b.blob(0) for b in root.tables(4)]
        graphs = root.tables(2)
        if len(graphs) != 1:
            raise FormatError(f"{len(graphs)} graphs in the file, 1 expected")
        self.tensors = [Tensor(t, buffers) for t in graphs[0].tables(0)]
        self.inputs = graphs[0].vector(1, "i")
        self.outputs = graphs[0].vector(2, "i")
        self.operators = [Operator(o, names) for o in graphs[0].tables(3)]
        numbers = self.inputs + self.outputs + [n for o in self.operators for n in o.inputs + o.outputs]
        if any(n < -1 or n >= len(self.tensors) for n in numbers):
            raise FormatError("an operator names a tensor that does not exist")


def _operator_name(table):
    # The code outgrew its first field of one byte; the larger of the two fields is the valid one.
    code = max(table.scalar(0, "b"), table.scalar(3, "i"))
    return OPERATORS.get(code, f"operator {code}")
