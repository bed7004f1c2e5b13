"""Build an ONNX graph and compute it at the same time."""

import numpy as np
import onnx
from onnx import helper, numpy_helper

import oracle

IR_VERSION = 7
ELEMENT = {np.dtype(np.float32): onnx.TensorProto.FLOAT, np.dtype(np.int64): onnx.TensorProto.INT64,
           np.dtype(np.int32): onnx.TensorProto.INT32}


def stored(array):
    """As it is in the model: floats are single there, double in the oracle."""
    array = np.asarray(array)
    return array.astype(np.float32) if array.dtype.kind == "f" else array


class Value:
    """The name of a value in the graph, and the value."""

    def __init__(self, name, array):
        self.name = name
        self.array = array

    @property
    def shape(self):
        return self.array.shape


class Graph:
    """A graph that computes itself while it is built."""

    def __init__(self, seed, input_shape, opset, named=True):
        self.random = np.random.default_rng(seed)
        self.opset = opset
        self.named = named
        self.nodes = []
        self.initializers = []
        self.domains = {"": opset}
        self.left_over = []  # outputs of the graph that nobody asks for
        self.listed_initializers = False  # as IR version 3 had it: initializers are inputs too
        self.input = Value("input", self.floats(1, *input_shape))

    def floats(self, *shape, scale=1.0):
        """Random numbers that are the same in single precision."""
        return (self.random.standard_normal(shape) * scale).astype(np.float32).astype(np.float64)

    def const(self, array, as_list=False):
        """An initializer; as_list: in the typed field of the message instead of raw bytes."""
        name = f"const{len(self.initializers)}"
        data = stored(array)
        if as_list:
            tensor = helper.make_tensor(name, ELEMENT[data.dtype], data.shape, data.flatten().tolist())
        else:
            tensor = numpy_helper.from_array(data, name)
        self.initializers.append(tensor)
        return Value(name, data.astype(np.float64) if data.dtype.kind == "f" else data)

    def const_node(self, array, **attributes):
        """The same as the output of a Constant node. attributes: in place of a tensor."""
        data = stored(array)
        name = self.add("Constant", [], 1, attributes or {"value": numpy_helper.from_array(data)})[0]
        return Value(name, data.astype(np.float64) if data.dtype.kind == "f" else data)

    def add(self, operator, names, output_count, attributes, domain=""):
        index = len(self.nodes)
        outputs = [f"value{index}" + "abc"[i] for i in range(output_count)]
        name = f"{operator}_{index}" if self.named else None
        self.domains.setdefault(domain, 1)
        self.nodes.append(helper.make_node(operator, names, outputs, name=name, domain=domain, **attributes))
        return outputs

    def op(self, operator, *inputs, **attributes):
        """Append a node. inputs: values, arrays (they become initializers), or None. Returns its output, or a list."""
        inputs = [v if v is None or isinstance(v, Value) else self.const(v) for v in inputs]
        result = oracle.run(operator, [None if v is None else v.array for v in inputs], attributes, self.opset)
        results = result if isinstance(result, list) else [result]
        names = self.add(operator, ["" if v is None else v.name for v in inputs], len(results), attributes)
        values = [Value(name, array) for name, array in zip(names, results)]
        return values if isinstance(result, list) else values[0]

    def unknown(self, operator, *inputs, shape, domain="", output_count=1, **attributes):
        """Append a node that the oracle does not know: its value is never compared."""
        names = self.add(operator, ["" if v is None else v.name for v in inputs], output_count, attributes, domain)
        return Value(names[0], np.zeros(shape))

    def conv(self, x, channels, kernel=1, group=1, bias=True, **attributes):
        kernel = kernel if isinstance(kernel, tuple) else (kernel, kernel)
        ins = x.shape[1] // group
        weights = self.floats(channels, ins, *kernel, scale=(ins * kernel[0] * kernel[1]) ** -0.5)
        tail = [self.floats(channels, scale=0.5)] if bias else []
        return self.op("Conv", x, weights, *tail, kernel_shape=kernel, group=group, **attributes)

    def conv_transpose(self, x, channels, kernel, group=1, bias=True, **attributes):
        ins = x.shape[1]
        weights = self.floats(ins, channels // group, kernel, kernel, scale=(ins // group) ** -0.5 / kernel)
        tail = [self.floats(channels, scale=0.5)] if bias else []
        return self.op("ConvTranspose", x, weights, *tail, kernel_shape=(kernel, kernel), group=group, **attributes)

    def batch_norm(self, x, **attributes):
        channels = x.shape[1]
        return self.op("BatchNormalization", x, 1.0 + self.floats(channels, scale=0.3), self.floats(channels),
                       self.floats(channels, scale=0.5), 0.25 + np.abs(self.floats(channels)), **attributes)

    def relu(self, x):
        return self.op("Relu", x)

    def relu6(self, x):
        if self.opset < 11:
            return self.op("Clip", x, min=0.0, max=6.0)
        return self.op("Clip", x, np.array(0.0), np.array(6.0))

    def leave(self, value):
        """Make an output of the graph that nobody asks for."""
        self.left_over.append(value)

    def model(self, outputs):
        """The finished model. outputs: those asked for; they are renamed to out0, out1, ..."""
        new_name = {value.name: f"out{i}" for i, value in enumerate(outputs)}
        for node in self.nodes:
            for names in (node.input, node.output):
                names[:] = [new_name.get(name, name) for name in names]
        infos = [helper.make_tensor_value_info(new_name.get(v.name, v.name), onnx.TensorProto.FLOAT, v.shape)
                 for v in outputs + self.left_over]
        inputs = [helper.make_tensor_value_info("input", onnx.TensorProto.FLOAT, self.input.shape)]
        if self.listed_initializers:
            inputs += [helper.make_tensor_value_info(t.name, t.data_type, t.dims) for t in self.initializers]
        graph = helper.make_graph(self.nodes, "graph", inputs, infos, self.initializers)
        opsets = [helper.make_opsetid(domain, version) for domain, version in self.domains.items()]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="make_graphs")
        model.ir_version = 3 if self.listed_initializers else IR_VERSION
        return model
