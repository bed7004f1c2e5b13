"""Cases of make_graphs.py: one small graph for each operator and variant that a converter may write.

Each is a function of the graph under construction and its input; it returns an output or a list of outputs, an output
of a later stage as (value, stage). Where OpenCV 4.6 reads a graph otherwise than the specification, a comment says how.
"""

import dataclasses

import numpy as np


@dataclasses.dataclass
class Case:
    name: str
    build: object
    input_shape: tuple = (8, 7, 9)
    opset: int = 11
    onednn: str = "run"
    opencv: str = "run"
    named: bool = True  # nodes have names
    valid: bool = True  # the checker of the onnx package takes it


CASES = []


def case(name, build, shape=(8, 7, 9), **facts):
    CASES.append(Case(name, build, shape, **facts))


def graph_case(shape=(8, 7, 9), **facts):
    """The same for a function of several lines, which gives the name."""
    def add(build):
        case(build.__name__, build, shape, **facts)
        return build
    return add


def refused(word, **facts):
    return {"onednn": f"refuse:{word}", **facts}


def either(word, **facts):
    return {"onednn": f"either:{word}", **facts}


NO_OPENCV = {"opencv": "skip"}
INT = np.int64


def ints(*values):
    return np.array(values, INT)


# ---- convolutions ----

case("conv_1x1", lambda g, x: g.conv(x, 16))
case("conv_1x1_stride2", lambda g, x: g.conv(x, 16, strides=(2, 2)))
case("conv_3x3", lambda g, x: g.conv(x, 8, 3, pads=(1, 1, 1, 1)))
case("conv_3x3_valid", lambda g, x: g.conv(x, 8, 3, auto_pad="VALID"))
case("conv_3x3_wide", lambda g, x: g.conv(x, 32, 3, pads=(1, 1, 1, 1)), (32, 12, 16))
case("conv_stride2_asymmetric", lambda g, x: g.conv(x, 16, 3, strides=(2, 2), pads=(0, 0, 1, 1)), (3, 8, 10))
case("conv_asymmetric_before", lambda g, x: g.conv(x, 16, 3, strides=(2, 2), pads=(2, 1, 0, 1)))
case("conv_same_upper", lambda g, x: g.conv(x, 8, 3, strides=(2, 2), auto_pad="SAME_UPPER"), (3, 8, 9))
case("conv_same_upper_even_kernel", lambda g, x: g.conv(x, 8, (2, 4), auto_pad="SAME_UPPER"))
# OpenCV pads it as SAME_UPPER.
case("conv_same_lower", lambda g, x: g.conv(x, 8, 3, strides=(2, 2), auto_pad="SAME_LOWER"), (3, 8, 10),
     **NO_OPENCV)
case("conv_dilated", lambda g, x: g.conv(x, 8, 3, dilations=(2, 2), pads=(2, 2, 2, 2)))
case("conv_dilated_uneven", lambda g, x: g.conv(x, 8, 3, dilations=(1, 3), pads=(0, 3, 2, 3)))
case("conv_rectangular", lambda g, x: g.conv(x, 12, (1, 5), strides=(1, 2), pads=(0, 2, 0, 2)))
case("conv_7x7_stride4", lambda g, x: g.conv(x, 8, 7, strides=(4, 4), pads=(3, 3, 3, 3)), (3, 17, 20))
case("conv_whole_picture", lambda g, x: g.conv(x, 5, (7, 9)))
case("conv_no_bias", lambda g, x: g.conv(x, 8, 3, bias=False))
case("conv_grouped", lambda g, x: g.conv(x, 12, 3, group=3, pads=(1, 1, 1, 1)), (24, 6, 6))
case("conv_depthwise_24", lambda g, x: g.conv(x, 24, 3, group=24, pads=(1, 1, 1, 1)), (24, 6, 7))
case("conv_depthwise_39_stride2", lambda g, x: g.conv(x, 39, 5, group=39, strides=(2, 2), pads=(1, 1, 2, 2)),
     (39, 9, 8))
case("conv_depthwise_8_twice", lambda g, x: g.conv(x, 16, 3, group=8))
case("conv_depthwise_dilated", lambda g, x: g.conv(x, 8, 3, group=8, dilations=(2, 2), pads=(2, 2, 2, 2)))
for ins, outs in ((1, 3), (3, 20), (20, 39), (39, 1), (24, 24), (1, 1)):
    case(f"conv_channels_{ins}_{outs}", lambda g, x, outs=outs: g.conv(x, outs, 3, pads=(1, 1, 1, 1)), (ins, 5, 6))
case("conv_one_pixel", lambda g, x: g.conv(x, 20), (39, 1, 1))


# Few output channels on many pixels.
case("conv_narrow", lambda g, x: g.conv(x, 4, 5, pads=(2, 2, 2, 2)), (8, 36, 40))
case("conv_narrow_asymmetric", lambda g, x: g.conv(x, 3, 3, pads=(0, 2, 2, 0), bias=False), (24, 36, 40))
case("conv_narrow_row", lambda g, x: g.relu(g.conv(x, 4, (1, 5))), (39, 36, 44))
case("conv_narrow_odd_width", lambda g, x: g.conv(x, 4, 5, pads=(2, 2, 2, 2)), (8, 36, 41))


# The fifth is left as it is, and oneDNN 3.7 has nothing for it on an old processor.
@graph_case((8, 36, 40), **either("Conv"))
def conv_narrow_five(g, x):
    parts = [g.conv(x, 4, 5, pads=(2, 2, 2, 2)) for _ in range(5)]
    parts[1] = g.relu6(parts[1])
    parts[2] = g.op("Add", parts[2], parts[0])
    return [g.op("Concat", *parts, axis=1), (g.op("Sigmoid", g.conv(parts[3], 1, 5, pads=(2, 2, 2, 2))), 1)]


@graph_case(**NO_OPENCV)
def conv_kernel_from_weights(g, x):
    return g.op("Conv", x, g.floats(4, 8, 3, 2, scale=0.2))


case("transposed_2x2", lambda g, x: g.conv_transpose(x, 6, 2, strides=(2, 2)))
case("transposed_3x3", lambda g, x: g.conv_transpose(x, 8, 3, strides=(2, 2), pads=(1, 1, 1, 1),
                                                     output_padding=(1, 1)))
case("transposed_odd_pads", lambda g, x: g.conv_transpose(x, 5, 3, strides=(2, 2), pads=(1, 0, 0, 1)), **NO_OPENCV)
case("transposed_no_bias", lambda g, x: g.conv_transpose(x, 3, 3, bias=False))
case("transposed_grouped", lambda g, x: g.conv_transpose(x, 6, 4, group=2, strides=(2, 2), pads=(1, 1, 1, 1)))
case("transposed_depthwise", lambda g, x: g.conv_transpose(x, 8, 3, group=8, strides=(2, 2)))
case("transposed_same", lambda g, x: g.conv_transpose(x, 4, 4, strides=(2, 2), auto_pad="SAME_UPPER"),
     **either("ConvTranspose", **NO_OPENCV))
case("transposed_output_shape", lambda g, x: g.conv_transpose(x, 4, 4, strides=(2, 2), output_shape=(14, 18)),
     **either("ConvTranspose", **NO_OPENCV))
case("transposed_dilated", lambda g, x: g.conv_transpose(x, 4, 3, dilations=(2, 2)),
     **either("ConvTranspose", **NO_OPENCV))


# ---- arithmetic ----

case("add_constant_scalar", lambda g, x: g.op("Add", x, np.array(0.7)))
case("add_constant_one_value", lambda g, x: g.op("Add", x, np.array([0.7])))
case("add_constant_channels", lambda g, x: g.op("Add", x, g.floats(1, 8, 1, 1)))
case("add_constant_channels_3d", lambda g, x: g.op("Add", x, g.floats(8, 1, 1)))
case("add_constant_row", lambda g, x: g.op("Add", x, g.floats(9)))
case("add_constant_whole", lambda g, x: g.op("Add", x, g.floats(1, 8, 7, 9)))
case("add_constant_larger", lambda g, x: g.op("Add", x, g.floats(1, 8, 7, 9)), (1, 7, 9),
     **NO_OPENCV)
case("add_constant_first", lambda g, x: g.op("Add", g.floats(8, 1, 1), x))
case("add_two", lambda g, x: g.op("Add", g.conv(x, 20), g.conv(x, 20)))
case("add_itself", lambda g, x: g.op("Add", x, x))
case("add_pooled", lambda g, x: g.op("Add", x, g.op("GlobalAveragePool", x)))
case("add_pooled_first", lambda g, x: g.op("Add", g.op("GlobalAveragePool", x), x), **NO_OPENCV)
case("mul_constant_scalar", lambda g, x: g.op("Mul", x, np.array(-1.5)))
case("mul_constant_channels", lambda g, x: g.op("Mul", x, g.floats(1, 8, 1, 1)))
case("mul_two", lambda g, x: g.op("Mul", g.conv(x, 20), g.conv(x, 20)))
case("mul_one_channel", lambda g, x: g.op("Mul", x, g.op("Sigmoid", g.conv(x, 1))))
case("sub_constant", lambda g, x: g.op("Sub", x, np.array(0.5)))
case("sub_from_constant", lambda g, x: g.op("Sub", np.array(0.5), x))
case("sub_two", lambda g, x: g.op("Sub", g.conv(x, 3), g.conv(x, 3)))
case("sub_from_pooled", lambda g, x: g.op("Sub", g.op("GlobalAveragePool", x), x), **NO_OPENCV)
case("div_constant", lambda g, x: g.op("Div", x, np.array(3.0)))
case("div_constant_channels", lambda g, x: g.op("Div", x, 0.5 + np.abs(g.floats(1, 8, 1, 1))))
case("div_of_constant", lambda g, x: g.op("Div", np.array(2.0), g.op("Add", g.op("Sigmoid", x), np.array(0.5))),
     **refused("Div"))
case("div_two", lambda g, x: g.op("Div", x, g.op("Add", g.op("Sigmoid", g.conv(x, 8)), np.array(0.5))))


# ---- activations, normalization ----

case("relu", lambda g, x: g.relu(x))
case("relu_conv_20", lambda g, x: g.relu(g.conv(x, 20)))
case("clip_attributes", lambda g, x: g.op("Clip", x, min=-0.5, max=1.0), opset=6)
case("clip_attribute_low", lambda g, x: g.op("Clip", x, min=-0.5), opset=6)
case("clip_attribute_high", lambda g, x: g.op("Clip", x, max=0.25), opset=6)
case("clip_none", lambda g, x: g.op("Clip", g.relu(x)), opset=6)
case("clip_inputs", lambda g, x: g.op("Clip", x, np.array(-0.5), np.array(1.0)))
case("clip_input_low", lambda g, x: g.op("Clip", x, np.array(-0.5)))
case("clip_input_high", lambda g, x: g.op("Clip", x, None, np.array(0.25)))
case("clip_opset13", lambda g, x: g.op("Clip", x, np.array(-0.5), np.array(1.0)), opset=13)
case("clip_constant_nodes", lambda g, x: g.op("Clip", x, g.const_node(np.array(-0.5)), g.const_node(np.array(1.0))),
     **NO_OPENCV)
case("leaky_relu", lambda g, x: g.op("LeakyRelu", x, alpha=0.3))
case("leaky_relu_default", lambda g, x: g.op("LeakyRelu", x))
case("prelu_scalar", lambda g, x: g.op("PRelu", x, np.array([0.3])))
case("prelu_channels", lambda g, x: g.op("PRelu", x, g.floats(8, 1, 1)))
case("prelu_channels_conv", lambda g, x: g.op("PRelu", g.conv(x, 20), g.floats(20, 1, 1)))
case("prelu_channels_4d", lambda g, x: g.op("PRelu", x, g.floats(1, 8, 1, 1)), **either("PRelu"))
case("sigmoid", lambda g, x: g.op("Sigmoid", x))
case("sigmoid_far", lambda g, x: g.op("Sigmoid", g.op("Mul", x, np.array(40.0))))
case("hard_swish", lambda g, x: g.op("HardSwish", g.op("Mul", x, np.array(3.0))), opset=14)
case("hard_swish_conv", lambda g, x: g.op("HardSwish", g.conv(x, 20)), opset=14)


@graph_case()
def hard_swish_in_parts(g, x):
    x = g.conv(x, 16)
    gate = g.relu6(g.op("Add", x, np.array(3.0)))
    return g.op("Div", g.op("Mul", x, gate), np.array(6.0))


case("swish", lambda g, x: g.op("Mul", x, g.op("Sigmoid", x)))
case("tanh", lambda g, x: g.op("Tanh", x), **either("Tanh"))
case("hard_sigmoid", lambda g, x: g.op("HardSigmoid", x, alpha=0.25, beta=0.4), **either("HardSigmoid"))
case("batch_norm", lambda g, x: g.batch_norm(x))
case("batch_norm_epsilon", lambda g, x: g.batch_norm(x, epsilon=0.1))
case("batch_norm_opset15", lambda g, x: g.batch_norm(x), opset=15)
case("batch_norm_conv", lambda g, x: g.batch_norm(g.conv(x, 20, 3, pads=(1, 1, 1, 1))))
case("batch_norm_conv_no_bias", lambda g, x: g.batch_norm(g.conv(x, 20, 3, bias=False)))
case("batch_norm_depthwise", lambda g, x: g.relu(g.batch_norm(g.conv(x, 8, 3, group=8, bias=False))))
case("batch_norm_transposed", lambda g, x: g.batch_norm(g.conv_transpose(x, 6, 2, strides=(2, 2))))


@graph_case()
def batch_norm_conv_used_twice(g, x):
    """The convolution's own value is needed too."""
    a = g.conv(x, 8)
    return g.op("Add", g.relu(g.batch_norm(a)), a)


# OpenCV knows neither this nor the default axis of operator set 13.
case("softmax_flat", lambda g, x: g.op("Softmax", x), **NO_OPENCV)
case("softmax_flat_axis2", lambda g, x: g.op("Softmax", x, axis=2), **NO_OPENCV)
case("softmax_flat_axis3", lambda g, x: g.op("Softmax", x, axis=3))
case("softmax_flat_row", lambda g, x: g.op("Softmax", g.op("Flatten", x)))
case("softmax_13_channels", lambda g, x: g.op("Softmax", x, axis=1), opset=13)
case("softmax_13_rows", lambda g, x: g.op("Softmax", x, axis=2), opset=13)
case("softmax_13_last", lambda g, x: g.op("Softmax", x, axis=-1), opset=13)
case("softmax_13_default", lambda g, x: g.op("Softmax", x), opset=13, **NO_OPENCV)
case("softmax_large", lambda g, x: g.op("Softmax", g.op("Mul", x, np.array(60.0)), axis=1), opset=13)


# ---- pools ----

case("max_pool_2x2", lambda g, x: g.op("MaxPool", x, kernel_shape=(2, 2), strides=(2, 2)))
case("max_pool_2x2_20", lambda g, x: g.op("MaxPool", g.conv(x, 20), kernel_shape=(2, 2), strides=(2, 2)))
# All values are negative: padding must not win.
case("max_pool_padded", lambda g, x: g.op("MaxPool", g.op("Sub", g.op("Sigmoid", x), np.array(5.0)),
                                          kernel_shape=(3, 3), strides=(2, 2), pads=(1, 1, 1, 1)))
case("max_pool_asymmetric", lambda g, x: g.op("MaxPool", x, kernel_shape=(3, 2), pads=(0, 0, 2, 1)))
case("max_pool_ceil", lambda g, x: g.op("MaxPool", x, kernel_shape=(2, 2), strides=(2, 2), ceil_mode=1))
case("max_pool_same", lambda g, x: g.op("MaxPool", x, kernel_shape=(2, 2), strides=(2, 2), auto_pad="SAME_UPPER"))
case("max_pool_default_stride", lambda g, x: g.op("MaxPool", x, kernel_shape=(2, 2)))
case("average_pool", lambda g, x: g.op("AveragePool", x, kernel_shape=(2, 3), strides=(2, 3)))
case("average_pool_exclude", lambda g, x: g.op("AveragePool", x, kernel_shape=(3, 3), pads=(1, 1, 1, 1)))
# OpenCV does not count the padding.
case("average_pool_include", lambda g, x: g.op("AveragePool", x, kernel_shape=(3, 3), pads=(1, 1, 1, 1),
                                               count_include_pad=1), **NO_OPENCV)
case("average_pool_asymmetric", lambda g, x: g.op("AveragePool", x, kernel_shape=(3, 3), strides=(2, 2),
                                                  pads=(0, 0, 2, 2)))
case("average_pool_ceil", lambda g, x: g.op("AveragePool", x, kernel_shape=(2, 2), strides=(2, 2), ceil_mode=1))
case("average_pool_same", lambda g, x: g.op("AveragePool", x, kernel_shape=(2, 2), strides=(2, 2),
                                            auto_pad="SAME_UPPER"))
case("global_average_pool", lambda g, x: g.op("GlobalAveragePool", x))
case("global_average_pool_39", lambda g, x: g.op("GlobalAveragePool", g.conv(x, 39)))
case("global_max_pool", lambda g, x: g.op("GlobalMaxPool", x), **either("GlobalMaxPool"))
case("reduce_mean", lambda g, x: g.op("ReduceMean", x, axes=(2, 3)), **either("ReduceMean"))


# ---- resize ----

def resize(g, x, scales=None, sizes=None, mode="nearest", place="half_pixel", **more):
    """As the operator sets 11 and 13 write it: before 13 the inputs that are not used are empty tensors."""
    empty = np.zeros(0) if g.opset < 13 else None
    roi = g.const(empty) if g.opset < 13 else None
    if sizes is None:
        return g.op("Resize", x, roi, np.array([1.0, 1.0, *scales]), mode=mode,
                    coordinate_transformation_mode=place, **more)
    return g.op("Resize", x, roi, empty, ints(*x.shape[:2], *sizes), mode=mode,
                coordinate_transformation_mode=place, **more)


case("resize_nearest", lambda g, x: resize(g, x, (2, 2)))
case("resize_nearest_floor", lambda g, x: resize(g, x, (2, 2), place="asymmetric", nearest_mode="floor"))
case("resize_nearest_uneven", lambda g, x: resize(g, x, (2, 3), place="asymmetric", nearest_mode="floor"))
case("resize_nearest_half_pixel_3", lambda g, x: resize(g, x, (3, 3)))
case("resize_nearest_sizes", lambda g, x: resize(g, x, sizes=(14, 18), place="asymmetric", nearest_mode="floor"))
case("resize_nearest_opset13", lambda g, x: resize(g, x, (2, 2), place="asymmetric", nearest_mode="floor"), opset=13)
# The nearest of two equally near ones.
case("resize_nearest_round", lambda g, x: resize(g, x, (2, 2), place="asymmetric"), **either("Resize"))
case("resize_nearest_ceil", lambda g, x: resize(g, x, (2, 2), place="asymmetric", nearest_mode="ceil"),
     **either("Resize", **NO_OPENCV))
case("resize_nearest_odd_scale", lambda g, x: resize(g, x, sizes=(11, 15), place="asymmetric", nearest_mode="floor"),
     **either("Resize"))
case("resize_nearest_down", lambda g, x: resize(g, x, (0.5, 0.5), place="asymmetric", nearest_mode="floor"),
     (8, 8, 6), **either("Resize"))
case("resize_linear_up", lambda g, x: resize(g, x, (2, 2), mode="linear"))
case("resize_linear_up_4", lambda g, x: resize(g, g.conv(x, 20), (4, 4), mode="linear"))
case("resize_linear_down", lambda g, x: resize(g, x, (0.5, 0.5), mode="linear"), (8, 8, 6))
case("resize_linear_sizes", lambda g, x: resize(g, x, sizes=(21, 13), mode="linear"))
case("resize_linear_pytorch", lambda g, x: resize(g, x, (2, 2), mode="linear", place="pytorch_half_pixel"))
# The scale is not the ratio of the sizes: 7 rows become 10, not 10.5.
case("resize_linear_odd_scale", lambda g, x: resize(g, x, (1.5, 1.5), mode="linear"), **either("Resize", **NO_OPENCV))
case("resize_linear_asymmetric", lambda g, x: resize(g, x, (2, 2), mode="linear", place="asymmetric"),
     **either("Resize"))
case("resize_align_corners", lambda g, x: resize(g, x, (2, 2), mode="linear", place="align_corners"),
     **refused("Resize"))
case("resize_channels", lambda g, x: g.op("Resize", x, np.zeros(0), np.array([1.0, 2.0, 1.0, 1.0]), mode="nearest",
                                          coordinate_transformation_mode="asymmetric", nearest_mode="floor"),
     **either("Resize", **NO_OPENCV))
case("upsample_opset9", lambda g, x: g.op("Upsample", x, np.array([1.0, 1.0, 2.0, 2.0]), mode="nearest"),
     opset=9, **either("Upsample"))


# ---- shapes ----

case("pad_attributes", lambda g, x: g.op("Pad", x, pads=(0, 0, 1, 2, 0, 0, 3, 0)), opset=2)
case("pad_attribute_value", lambda g, x: g.op("Pad", x, pads=(0, 0, 1, 2, 0, 0, 3, 0), value=-1.5), opset=2)
case("pad_inputs", lambda g, x: g.op("Pad", x, ints(0, 0, 1, 2, 0, 0, 3, 0)))
case("pad_input_value", lambda g, x: g.op("Pad", x, ints(0, 0, 1, 2, 0, 0, 3, 0), np.array(-1.5)))
case("pad_channels", lambda g, x: g.op("Pad", x, ints(0, 2, 0, 0, 0, 11, 0, 0)))
case("pad_all", lambda g, x: g.op("Pad", x, ints(0, 1, 2, 0, 0, 0, 0, 3), np.array(0.25)), (20, 5, 6))
case("pad_nothing", lambda g, x: g.relu(g.op("Pad", x, ints(0, 0, 0, 0, 0, 0, 0, 0))))
case("pad_crop", lambda g, x: g.op("Pad", x, ints(0, 0, -1, 0, 0, 0, 0, -2)), **either("Pad", **NO_OPENCV))
case("pad_edge", lambda g, x: g.op("Pad", x, ints(0, 0, 1, 1, 0, 0, 1, 1), mode="edge"), **either("Pad"))
case("pad_reflect", lambda g, x: g.op("Pad", x, ints(0, 0, 1, 1, 0, 0, 1, 1), mode="reflect"), **refused("Pad"))
case("concat_channels", lambda g, x: g.op("Concat", g.conv(x, 5), g.conv(x, 20), x, axis=1))
case("concat_channels_16", lambda g, x: g.op("Concat", g.conv(x, 16), g.conv(x, 32), axis=1))
case("concat_rows", lambda g, x: g.op("Concat", g.conv(x, 8), x, axis=2))
case("concat_columns", lambda g, x: g.op("Concat", g.conv(x, 8), x, axis=-1))
case("concat_batch", lambda g, x: g.op("Concat", g.conv(x, 8), x, axis=0))
case("concat_itself", lambda g, x: g.op("Concat", x, x, axis=1))
# OpenCV writes the Relu into its input.
case("concat_one", lambda g, x: g.relu(g.op("Concat", x, axis=1)), **NO_OPENCV)
case("concat_constant", lambda g, x: g.op("Concat", x, g.floats(1, 3, 7, 9), axis=1), **NO_OPENCV)
case("reshape_flat", lambda g, x: g.op("Reshape", g.conv(x, 20), ints(1, -1)))
case("reshape_zero", lambda g, x: g.op("Reshape", x, ints(0, 4, -1, 9)))
case("reshape_conv", lambda g, x: g.conv(g.op("Reshape", g.conv(x, 20), ints(1, 10, 14, 9)), 8, 3))
case("reshape_listed", lambda g, x: g.op("Reshape", x, g.const(ints(1, -1), as_list=True)))
case("reshape_constant_node", lambda g, x: g.op("Reshape", x, g.const_node(ints(1, -1))))
case("transpose_nhwc", lambda g, x: g.op("Transpose", g.conv(x, 20), perm=(0, 2, 3, 1)))
case("transpose_reversed", lambda g, x: g.op("Transpose", g.op("Reshape", x, ints(8, 63))))
case("transpose_swap", lambda g, x: g.conv(g.op("Transpose", x, perm=(0, 1, 3, 2)), 5, (3, 2)))
case("flatten", lambda g, x: g.op("Flatten", g.conv(x, 20)))
case("flatten_axis2", lambda g, x: g.op("Flatten", x, axis=2))
case("flatten_axis0", lambda g, x: g.op("Flatten", x, axis=0))
case("flatten_negative", lambda g, x: g.op("Flatten", x, axis=-1))
case("squeeze", lambda g, x: g.op("Squeeze", g.op("GlobalAveragePool", x), axes=(2, 3)), **either("Squeeze"))
case("unsqueeze", lambda g, x: g.op("Unsqueeze", g.op("Flatten", x), axes=(2,)), **either("Unsqueeze"))
case("depth_to_space_dcr", lambda g, x: g.op("DepthToSpace", x, blocksize=2), (12, 5, 6))
case("depth_to_space_crd", lambda g, x: g.op("DepthToSpace", x, blocksize=2, mode="CRD"), (12, 5, 6))
case("depth_to_space_3", lambda g, x: g.op("DepthToSpace", x, blocksize=3), (18, 3, 4))
case("depth_to_space_conv", lambda g, x: g.conv(g.op("DepthToSpace", g.conv(x, 48), blocksize=2), 8, 3))
case("space_to_depth", lambda g, x: g.op("SpaceToDepth", x, blocksize=2), (3, 6, 8), **either("SpaceToDepth"))
case("slice", lambda g, x: g.op("Slice", x, ints(2, 1), ints(7, 6), ints(1, 2)), **either("Slice"))
case("identity", lambda g, x: g.relu(g.op("Identity", g.op("Identity", x))))
case("identity_output", lambda g, x: g.op("Identity", g.conv(x, 20)))
case("identity_alone", lambda g, x: g.op("Identity", x))
case("dropout", lambda g, x: g.relu(g.op("Dropout", g.conv(x, 8), ratio=0.4)))
case("dropout_opset12", lambda g, x: g.relu(g.op("Dropout", g.conv(x, 8), np.array(0.4))), opset=12)


@graph_case(**either("Split"))
def split(g, x):
    a, b = g.op("Split", x, axis=1, split=(3, 5))
    return g.op("Concat", g.relu(b), a, axis=1)


# ---- matrices ----

def gemm(g, x, outs=10, bias="vector", **attributes):
    a = g.op("Flatten", x)
    ins = a.shape[1]
    shape = (outs, ins) if attributes.get("transB") else (ins, outs)
    tail = {"none": [], "scalar": [np.array(0.5)], "vector": [g.floats(outs)], "row": [g.floats(1, outs)],
            "one": [g.floats(1, 1)]}[bias]
    return g.op("Gemm", a, g.floats(*shape, scale=ins ** -0.5), *tail, **attributes)


# OpenCV always takes B for transposed, and never looks at alpha, beta and transA.
case("gemm", lambda g, x: gemm(g, x), (3, 4, 5), **NO_OPENCV)
case("gemm_trans_b_0", lambda g, x: gemm(g, x, transB=0), (3, 4, 5), **NO_OPENCV)
case("gemm_trans_b", lambda g, x: gemm(g, x, transB=1), (3, 4, 5))
case("gemm_alpha_beta", lambda g, x: gemm(g, x, transB=1, alpha=0.5, beta=-2.0), (3, 4, 5), **NO_OPENCV)
case("gemm_alpha", lambda g, x: gemm(g, x, transB=1, alpha=0.5), (3, 4, 5), **NO_OPENCV)
case("gemm_bias_scalar", lambda g, x: gemm(g, x, bias="scalar", transB=1), (3, 4, 5), **NO_OPENCV)
case("gemm_bias_row", lambda g, x: gemm(g, x, bias="row", transB=1), (3, 4, 5))
case("gemm_bias_one", lambda g, x: gemm(g, x, bias="one", transB=1), (3, 4, 5), **NO_OPENCV)
case("gemm_no_bias", lambda g, x: gemm(g, x, bias="none", transB=1), (3, 4, 5))
case("gemm_after_conv", lambda g, x: gemm(g, g.relu(g.conv(x, 20)), transB=1), (3, 4, 5))
case("gemm_twice", lambda g, x: g.op("Gemm", g.relu(gemm(g, x, transB=1)), g.floats(3, 10, scale=0.3), transB=1),
     (3, 4, 5))
case("gemm_pooled", lambda g, x: g.op("Sigmoid", gemm(g, g.op("GlobalAveragePool", x), 1, transB=1)))


@graph_case((6, 4, 5), **refused("Gemm", **NO_OPENCV))
def gemm_trans_a(g, x):
    a = g.op("Reshape", x, ints(6, 20))
    return g.op("Gemm", a, g.floats(6, 4, scale=0.4), g.floats(4), transA=1)


def gemm_rows(name, *bias_shape, **facts):
    """Six rows at once."""
    def build(g, x):
        a = g.op("Reshape", x, ints(6, 20))
        return g.op("Gemm", a, g.floats(7, 20, scale=0.2), g.floats(*bias_shape), transB=1)
    case(name, build, (6, 4, 5), **facts)


gemm_rows("gemm_rows", 7)
gemm_rows("gemm_rows_bias_column", 6, 1, **refused("Gemm", **NO_OPENCV))
gemm_rows("gemm_rows_bias_whole", 6, 7, **refused("Gemm", **NO_OPENCV))


@graph_case((3, 4, 5), **either("MatMul"))
def matmul(g, x):
    return g.op("Add", g.op("MatMul", g.op("Flatten", x), g.floats(60, 7, scale=0.1)), g.floats(7))


# ---- constants ----

@graph_case()
def fold_shape_chain(g, x):
    """How a converter writes flatten: the batch from the shape, the rest -1."""
    a = g.conv(x, 20)
    batch = g.op("Gather", g.op("Shape", a), np.array(0, INT), axis=0)
    shape = g.op("Concat", g.op("Unsqueeze", batch, axes=(0,)), ints(-1), axis=0)
    return g.op("Reshape", a, shape)


@graph_case(opset=13)
def fold_shape_chain_opset13(g, x):
    batch = g.op("Gather", g.op("Shape", x), np.array(0, INT), axis=0)
    shape = g.op("Concat", g.op("Unsqueeze", batch, ints(0)), g.const_node(ints(-1)), axis=0)
    return g.op("Reshape", x, shape)


@graph_case()
def fold_shape_arithmetic(g, x):
    """Rows times columns, computed from the shape."""
    shape = g.op("Shape", x)
    rows, columns = (g.op("Unsqueeze", g.op("Gather", shape, np.array(i, INT), axis=0), axes=(0,)) for i in (2, 3))
    return g.op("Reshape", x, g.op("Concat", ints(1, 8), g.op("Mul", rows, columns), axis=0))


@graph_case(**either("Slice"))
def fold_shape_slice(g, x):
    head = g.op("Slice", g.op("Shape", x), ints(0), ints(2), ints(0))
    return g.op("Reshape", x, g.op("Concat", head, ints(-1), axis=0))


@graph_case()
def fold_transposed_weights(g, x):
    weights = g.op("Transpose", g.const(g.floats(3, 3, 8, 20, scale=0.1)), perm=(3, 2, 0, 1))
    return g.op("Conv", x, weights, g.floats(20), kernel_shape=(3, 3))


@graph_case()
def fold_reshaped_weights(g, x):
    weights = g.op("Reshape", g.const(g.floats(20, 8, scale=0.3)), ints(20, 8, 1, 1))
    return g.op("Conv", x, weights, kernel_shape=(1, 1))


@graph_case(**NO_OPENCV)
def fold_weight_arithmetic(g, x):
    scaled = g.op("Mul", g.const(g.floats(20, 8, 1, 1, scale=0.3)), g.const(g.floats(20, 1, 1, 1)))
    weights = g.op("Add", scaled, g.const(np.array(0.1)))
    return g.op("Conv", x, weights, kernel_shape=(1, 1))


@graph_case()
def fold_cast(g, x):
    bias = g.op("Cast", g.const(g.random.integers(-3, 4, (8, 1, 1))), to=1)
    return g.op("Add", x, bias)


@graph_case(**NO_OPENCV)
def fold_identity_weights(g, x):
    return g.op("Conv", x, g.op("Identity", g.const(g.floats(4, 8, 1, 1))), kernel_shape=(1, 1))


@graph_case()
def constant_node_weights(g, x):
    return g.op("Conv", x, g.const_node(g.floats(4, 8, 3, 3, scale=0.1)), g.const_node(g.floats(4)),
                kernel_shape=(3, 3))


@graph_case(opset=12, **NO_OPENCV)
def constant_node_scalars(g, x):
    """The forms of a Constant node without a tensor."""
    factor = g.const_node(np.array(0.75), value_float=0.75)
    return g.op("Reshape", g.op("Mul", x, factor), g.const_node(ints(1, -1), value_ints=[1, -1]))


@graph_case()
def listed_floats(g, x):
    """Weights in float_data instead of raw_data."""
    return g.op("Conv", x, g.const(g.floats(4, 8, 1, 1), as_list=True), g.const(g.floats(4), as_list=True),
                kernel_shape=(1, 1))


@graph_case(opset=8)
def initializers_as_inputs(g, x):
    g.listed_initializers = True
    return g.relu(g.conv(x, 8, 3))


case("nodes_without_names", lambda g, x: g.relu(g.conv(g.relu6(g.conv(x, 20)), 8)), named=False)
