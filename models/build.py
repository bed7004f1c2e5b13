"""Build an ONNX graph from a TFLite graph.

TFLite images are NHWC, ONNX images are NCHW. Here every image tensor (rank 4) lives in the ONNX graph as NCHW and every
other tensor as it is; only a RESHAPE between the two kinds needs a transpose. Constants are evaluated while converting:
half precision becomes single precision and sparse weights become dense.
"""

import numpy
from onnx import TensorProto, helper, numpy_helper

OPSET = 11  # the first with half-pixel Resize
IR_VERSION = 6  # the one that belongs to opset 11

# Outputs by decoder, each found by its TFLite shape. Their order is the order of the nodes in the file: a runtime that
# stops at the last wanted output then skips what only the later ones need, above all the mask.
OUTPUTS = {
    "blazepose-detector": {"boxes": [1, 2254, 12], "scores": [1, 2254, 1]},
    "blazepose-landmarks": {"landmarks": [1, 195], "presence": [1, 1], "world": [1, 117],
                            "heatmap": [1, 64, 64, 39], "mask": [1, 256, 256, 1]},
}
INPUT = "input"
NHWC_TO_NCHW = (0, 3, 1, 2)
NCHW_TO_NHWC = (0, 2, 3, 1)

# Enumerations of the TFLite schema.
PADDING_SAME, PADDING_VALID = 0, 1
ACTIVATION_NONE, ACTIVATION_RELU, ACTIVATION_RELU6 = 0, 1, 3


class BuildError(Exception):
    """The TFLite graph holds something that cannot be converted."""


def same_padding(size, kernel, stride, dilation=1):
    """TFLite's SAME padding of one dimension, as (before, after): the odd one goes after."""
    reach = (kernel - 1) * dilation + 1
    total = max((-(-size // stride) - 1) * stride + reach - size, 0)
    return total // 2, total - total // 2


def expand_sparse(values, shape, sparsity):
    """The dense array of a TFLite sparse tensor.

    Its dimensions (those of the shape, then those of the blocks) are stored as levels of a tree in traversal order.
    A dense level has `size` children for each node, a compressed one as many as its segments say. The leaves are the
    values. The walk goes level by level and keeps, for all nodes at once, their coordinates so far.
    """
    rank = len(shape)
    levels = list(zip(sparsity.traversal_order, sparsity.dimensions))
    if sorted(sparsity.traversal_order) != list(range(rank + len(sparsity.block_map))) or \
            len(sparsity.dimensions) != len(sparsity.traversal_order) or \
            any(not 0 <= d < rank for d in sparsity.block_map):
        raise BuildError("a sparse tensor has a wrong traversal order or block map")
    count = 1
    coordinates = {}
    for which, dimension in levels:
        if dimension.sparse:
            segments = numpy.array(dimension.segments, dtype=numpy.int64)
            here = numpy.array(dimension.indices, dtype=numpy.int64)
            if len(segments) != count + 1 or segments[0] != 0 or segments[-1] != len(here) or \
                    (numpy.diff(segments) < 0).any():
                raise BuildError("a sparse tensor has wrong segments")
            children = numpy.diff(segments)
        else:
            here = numpy.tile(numpy.arange(dimension.size), count)
            children = numpy.full(count, dimension.size)
        coordinates = {d: numpy.repeat(c, children) for d, c in coordinates.items()}
        coordinates[which] = here
        count = len(here)
    if count != len(values):
        raise BuildError(f"a sparse tensor has {len(values)} values where {count} belong")
    block_sizes = {which: dimension.size for which, dimension in levels if which >= rank}
    index = [coordinates[d] for d in range(rank)]
    for number, d in enumerate(sparsity.block_map):
        index[d] = index[d] * block_sizes[rank + number] + coordinates[rank + number]
    if any(len(i) and (i.min() < 0 or i.max() >= size) for i, size in zip(index, shape)):
        raise BuildError("a sparse tensor has an index outside its shape")
    dense = numpy.zeros(shape, dtype=values.dtype)
    dense[tuple(index)] = values
    return dense


class Builder:
    """Turns the operators of one TFLite model into ONNX nodes, in their order."""

    def __init__(self, model, outputs):
        self.model = model
        self.nodes = []
        self.constants = {}     # ONNX name -> array
        self.evaluated = {}     # TFLite tensor number -> array, in TFLite's own order of dimensions
        self.pads = {}          # padded TFLite tensor -> (tensor before, paddings), for convolutions to take over
        self.names = {}         # TFLite tensor number -> ONNX name
        self.outputs = {}       # ONNX name -> TFLite tensor number
        if len(model.inputs) != 1:
            raise BuildError(f"{len(model.inputs)} inputs, 1 expected")
        self.names[model.inputs[0]] = INPUT
        for name, shape in outputs.items():
            matches = [n for n in model.outputs if model.tensors[n].shape == shape]
            if len(matches) != 1:
                raise BuildError(f"{len(matches)} outputs of shape {shape}, 1 expected for {name}")
            self.names[matches[0]] = name
            self.outputs[name] = matches[0]

    def run(self):
        for operator in self.model.operators:
            handler = self.HANDLERS.get(operator.name)
            if handler is None:
                raise BuildError(f"operator {operator.name} is not supported")
            handler(self, operator)

    # Tensors

    def shape(self, number):
        return self.model.tensors[number].shape

    def name(self, number):
        return self.names.setdefault(number, f"t{number}")

    def onnx_shape(self, number):
        shape = self.shape(number)
        return [shape[d] for d in NHWC_TO_NCHW] if len(shape) == 4 else shape

    def constant(self, number):
        """The value of a constant tensor, or None if it is computed while the network runs."""
        if number in self.evaluated:
            return self.evaluated[number]
        tensor = self.model.tensors[number]
        if not len(tensor.data):
            return None
        if tensor.type not in ("float32", "float16", "int32", "int64"):
            raise BuildError(f"constant {tensor.name} has the unsupported type {tensor.type}")
        item = numpy.dtype(tensor.type).newbyteorder("<")
        if len(tensor.data) % item.itemsize:
            raise BuildError(f"constant {tensor.name} has a broken size")
        values = numpy.frombuffer(tensor.data, dtype=item)
        if tensor.sparsity:
            values = expand_sparse(values, tensor.shape, tensor.sparsity)
        elif values.size != int(numpy.prod(tensor.shape)):
            raise BuildError(f"constant {tensor.name} has {values.size} values for the shape {tensor.shape}")
        self.evaluated[number] = values.reshape(tensor.shape)
        return self.evaluated[number]

    def weights(self, number):
        value = self.constant(number)
        if value is None:
            raise BuildError(f"{self.model.tensors[number].name} should be constant")
        return value

    def value(self, number):
        """The ONNX name of an operand that may be computed or constant."""
        array = self.constant(number)
        if array is None:
            return self.name(number)
        if array.ndim == 4:
            array = array.transpose(NHWC_TO_NCHW)
        elif array.ndim == 1 and array.size > 1:
            array = array.reshape(1, -1, 1, 1)  # one value for each channel, which TFLite has last
        return self.add_constant(self.name(number), array.astype(numpy.float32))

    def add_constant(self, name, array):
        self.constants[name] = numpy.ascontiguousarray(array)
        return name

    # Nodes

    def emit(self, kind, inputs, output, **attributes):
        # ONNX leaves the order of attributes open; sorted, the file is the same every time.
        node = helper.make_node(kind, inputs, [output], name=output)
        for key in sorted(attributes):
            node.attribute.append(helper.make_attribute(key, attributes[key]))
        self.nodes.append(node)

    def emit_activated(self, operator, kind, inputs, activation, **attributes):
        """A node and, if the operator has one, its activation."""
        output = self.name(operator.outputs[0])
        if activation == ACTIVATION_NONE:
            self.emit(kind, inputs, output, **attributes)
            return
        before = output + "_linear"
        self.emit(kind, inputs, before, **attributes)
        if activation == ACTIVATION_RELU:
            self.emit("Relu", [before], output)
        elif activation == ACTIVATION_RELU6:
            low = self.add_constant("relu6_min", numpy.float32(0))
            high = self.add_constant("relu6_max", numpy.float32(6))
            self.emit("Clip", [before, low, high], output)
        else:
            raise BuildError(f"{operator.name}: activation code {activation} is not supported")

    # Operators

    def dequantize(self, operator):
        self.evaluated[operator.outputs[0]] = self.weights(operator.inputs[0]).astype(numpy.float32)

    def densify(self, operator):
        self.evaluated[operator.outputs[0]] = self.weights(operator.inputs[0])

    def convolution(self, operator, activation, strides, dilations, weights, group):
        source = operator.inputs[0]
        pads = [(0, 0), (0, 0)]
        # A spatial PAD before a convolution becomes part of its own padding. The Pad node stays in the list and is
        # dropped at the end if nothing else reads it.
        if source in self.pads and not self.pads[source][1][[0, 3]].any():
            source, paddings = self.pads[source]
            pads = [tuple(int(p) for p in paddings[d]) for d in (1, 2)]
        if operator.option(0, "b") == PADDING_SAME:
            size = self.shape(operator.inputs[0])[1:3]
            same = [same_padding(*d) for d in zip(size, weights.shape[2:], strides, dilations)]
            pads = [(a + c, b + d) for (a, b), (c, d) in zip(pads, same)]
        output = self.name(operator.outputs[0])
        inputs = [self.name(source), self.add_constant(output + "_weights", weights)]
        if len(operator.inputs) > 2 and operator.inputs[2] >= 0:
            bias = self.weights(operator.inputs[2]).astype(numpy.float32)
            inputs.append(self.add_constant(output + "_bias", bias))
        self.emit_activated(operator, "Conv", inputs, activation, strides=strides, dilations=dilations, group=group,
                            kernel_shape=list(weights.shape[2:]), pads=[p[0] for p in pads] + [p[1] for p in pads])

    def conv_2d(self, operator):
        # Options: padding, stride_w, stride_h, activation, dilation_w, dilation_h. Weights: out, height, width, in.
        weights = self.weights(operator.inputs[1]).transpose(0, 3, 1, 2).astype(numpy.float32)
        self.convolution(operator, operator.option(3, "b"),
                         [operator.option(2, "i"), operator.option(1, "i")],
                         [operator.option(5, "i", 1), operator.option(4, "i", 1)], weights, 1)

    def depthwise_conv_2d(self, operator):
        # Options: padding, stride_w, stride_h, multiplier, activation, dilation_w, dilation_h.
        # Weights: 1, height, width, channels.
        weights = self.weights(operator.inputs[1]).transpose(3, 0, 1, 2).astype(numpy.float32)
        self.convolution(operator, operator.option(4, "b"),
                         [operator.option(2, "i"), operator.option(1, "i")],
                         [operator.option(6, "i", 1), operator.option(5, "i", 1)],
                         weights, self.shape(operator.inputs[0])[3])

    def max_pool_2d(self, operator):
        # Options: padding, stride_w, stride_h, filter_width, filter_height, activation.
        strides = [operator.option(2, "i"), operator.option(1, "i")]
        kernel = [operator.option(4, "i"), operator.option(3, "i")]
        pads = [(0, 0), (0, 0)]
        if operator.option(0, "b") == PADDING_SAME:
            pads = [same_padding(*d) for d in zip(self.shape(operator.inputs[0])[1:3], kernel, strides)]
        self.emit_activated(operator, "MaxPool", [self.name(operator.inputs[0])], operator.option(5, "b"),
                            kernel_shape=kernel, strides=strides, pads=[p[0] for p in pads] + [p[1] for p in pads])

    def pad(self, operator):
        source, paddings = operator.inputs[0], self.weights(operator.inputs[1])
        if len(self.shape(source)) != 4 or paddings.shape != (4, 2):
            raise BuildError("PAD: only images can be padded")
        output = operator.outputs[0]
        self.pads[output] = (source, paddings)
        ordered = paddings[list(NHWC_TO_NCHW)]
        amounts = numpy.concatenate([ordered[:, 0], ordered[:, 1]]).astype(numpy.int64)
        name = self.name(output)
        self.emit("Pad", [self.name(source), self.add_constant(name + "_pads", amounts)], name, mode="constant")

    def add(self, operator):
        self.emit_activated(operator, "Add", [self.value(n) for n in operator.inputs], operator.option(0, "b"))

    def logistic(self, operator):
        self.emit("Sigmoid", [self.name(operator.inputs[0])], self.name(operator.outputs[0]))

    def resize_bilinear(self, operator):
        # Options: two retired ones, align_corners, half_pixel_centers.
        if operator.option(2, "?", False) or not operator.option(3, "?", False):
            raise BuildError("RESIZE_BILINEAR: only half-pixel centres are supported")
        before, after = self.shape(operator.inputs[0]), self.shape(operator.outputs[0])
        if after[1] % before[1] or after[2] % before[2]:
            raise BuildError("RESIZE_BILINEAR: only whole factors are supported")
        factors = [1, 1, after[1] // before[1], after[2] // before[2]]
        name = self.name(operator.outputs[0])
        # The second input, a region, is empty: it belongs to another mode.
        region = self.add_constant("resize_region", numpy.zeros(0, numpy.float32))
        scales = self.add_constant(name + "_scales", numpy.array(factors, numpy.float32))
        self.emit("Resize", [self.name(operator.inputs[0]), region, scales], name,
                  mode="linear", coordinate_transformation_mode="half_pixel")

    def depth_to_space(self, operator):
        self.emit("DepthToSpace", [self.name(operator.inputs[0])], self.name(operator.outputs[0]),
                  blocksize=operator.option(0, "i"), mode="DCR")

    def reshape(self, operator):
        source, target = operator.inputs[0], operator.outputs[0]
        name, output = self.name(source), self.name(target)
        if self.moves(source):
            self.emit("Transpose", [name], output + "_nhwc", perm=list(NCHW_TO_NHWC))
            name = output + "_nhwc"
        if not self.moves(target):
            shape = self.add_constant(output + "_shape", numpy.array(self.onnx_shape(target), numpy.int64))
            self.emit("Reshape", [name, shape], output)
            return
        shape = self.add_constant(output + "_shape", numpy.array(self.shape(target), numpy.int64))
        self.emit("Reshape", [name, shape], output + "_nhwc_shaped")
        self.emit("Transpose", [output + "_nhwc_shaped"], output, perm=list(NHWC_TO_NCHW))

    def moves(self, number):
        """Whether NHWC and NCHW order the values of this tensor differently."""
        shape = self.shape(number)
        return len(shape) == 4 and shape[3] > 1 and shape[1] * shape[2] > 1

    def concatenation(self, operator):
        # Options: axis, activation.
        rank = len(self.shape(operator.outputs[0]))
        axis = operator.option(0, "i") % rank
        if rank == 4:
            axis = NHWC_TO_NCHW.index(axis)
        self.emit_activated(operator, "Concat", [self.value(n) for n in operator.inputs], operator.option(1, "b"),
                            axis=axis)

    HANDLERS = {
        "ADD": add, "CONCATENATION": concatenation, "CONV_2D": conv_2d, "DENSIFY": densify,
        "DEPTHWISE_CONV_2D": depthwise_conv_2d, "DEPTH_TO_SPACE": depth_to_space, "DEQUANTIZE": dequantize,
        "LOGISTIC": logistic, "MAX_POOL_2D": max_pool_2d, "PAD": pad, "RESHAPE": reshape,
        "RESIZE_BILINEAR": resize_bilinear,
    }


def order_by_output(nodes, outputs):
    """The nodes that the outputs need: first all for the first output, then what the second one needs more, and so on.

    Within each group the order stays; nodes that nothing needs are left out.
    """
    producers = {node.output[0]: node for node in nodes}
    ordered, placed = [], set()
    for output in outputs:
        if output not in producers:
            raise BuildError(f"no operator makes the output {output}")
        needed, waiting = set(), [output]
        while waiting:
            name = waiting.pop()
            if name in producers and name not in needed and name not in placed:
                needed.add(name)
                waiting.extend(producers[name].input)
        ordered.extend(node for node in nodes if node.output[0] in needed)
        placed |= needed
    return ordered


def build(model, name, decode):
    """An ONNX model of a TFLite model; `decode` says which outputs it has."""
    if decode not in OUTPUTS:
        raise BuildError(f"{name}: decoder {decode} is not known")
    builder = Builder(model, OUTPUTS[decode])
    builder.run()
    nodes = order_by_output(builder.nodes, builder.outputs)
    used = dict.fromkeys(i for node in nodes for i in node.input if i in builder.constants)
    graph = helper.make_graph(
        nodes, name,
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, builder.onnx_shape(model.inputs[0]))],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, builder.onnx_shape(number))
         for output, number in builder.outputs.items()],
        [numpy_helper.from_array(builder.constants[constant], constant) for constant in used])
    return helper.make_model(graph, ir_version=IR_VERSION, opset_imports=[helper.make_opsetid("", OPSET)])
