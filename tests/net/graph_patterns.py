"""Cases of make_graphs.py: how nodes stand together. What may be fused and what not, values that share memory, stages,
branches that nobody asks for, and graphs that are refused."""

import numpy as np

from graph import Value
from graph_cases import NO_OPENCV, case, graph_case, ints, refused, resize

DOMAIN_UNKNOWN = "example.unknown"


# ---- what a builder may fuse, and when it must not ----

case("conv_relu", lambda g, x: g.relu(g.conv(x, 20, 3, pads=(1, 1, 1, 1))))
case("conv_relu6", lambda g, x: g.relu6(g.conv(x, 20, 3, pads=(1, 1, 1, 1))))
case("conv_relu6_opset6", lambda g, x: g.relu6(g.conv(x, 20)), opset=6)
case("conv_clip_odd", lambda g, x: g.op("Clip", g.conv(x, 20), np.array(-0.25), np.array(0.5)))
case("conv_clip_low", lambda g, x: g.op("Clip", g.conv(x, 20), np.array(-0.25)))
case("conv_leaky_relu", lambda g, x: g.op("LeakyRelu", g.conv(x, 20), alpha=0.2))
case("conv_prelu_scalar", lambda g, x: g.op("PRelu", g.conv(x, 20), np.array([0.2])))
case("conv_sigmoid", lambda g, x: g.op("Sigmoid", g.conv(x, 3)))
case("conv_scale", lambda g, x: g.op("Mul", g.conv(x, 20), g.floats(1, 20, 1, 1)))
case("conv_bias_by_add", lambda g, x: g.op("Add", g.conv(x, 20, bias=False), g.floats(1, 20, 1, 1)))
case("conv_relu_scale", lambda g, x: g.op("Mul", g.relu(g.conv(x, 20)), g.floats(1, 20, 1, 1)))
case("conv_two_activations", lambda g, x: g.op("Sigmoid", g.relu6(g.conv(x, 20))))
case("conv_batch_norm_relu", lambda g, x: g.relu(g.batch_norm(g.conv(x, 20, 3))))
case("transposed_relu", lambda g, x: g.relu(g.conv_transpose(x, 6, 2, strides=(2, 2))))
case("pad_conv", lambda g, x: g.conv(g.op("Pad", x, ints(0, 0, 0, 0, 0, 0, 1, 1)), 16, 3, strides=(2, 2)))
case("pad_conv_padded", lambda g, x: g.conv(g.op("Pad", x, ints(0, 0, 0, 0, 0, 0, 1, 1)), 16, 3, pads=(1, 1, 0, 0)))
case("pad_conv_value", lambda g, x: g.conv(g.op("Pad", x, ints(0, 0, 1, 1, 0, 0, 1, 1), np.array(2.0)), 16, 3))
case("pad_channels_conv", lambda g, x: g.conv(g.op("Pad", x, ints(0, 0, 0, 0, 0, 4, 0, 0)), 16, 3))
case("pad_max_pool", lambda g, x: g.op("MaxPool", g.op("Pad", x, ints(0, 0, 1, 1, 0, 0, 1, 1)), kernel_shape=(3, 3),
                                       strides=(2, 2)))
case("residual", lambda g, x: g.op("Add", g.conv(g.relu(g.conv(x, 20)), 8), x))
case("residual_swapped", lambda g, x: g.op("Add", x, g.conv(g.relu(g.conv(x, 20)), 8)))
case("residual_relu", lambda g, x: g.relu(g.op("Add", g.conv(x, 8, 3, pads=(1, 1, 1, 1)), x)))
case("residual_pooled", lambda g, x: g.op("Add", g.conv(x, 8), g.op("GlobalAveragePool", x)))
case("residual_clip_add_relu", lambda g, x: g.relu(g.op("Add", g.relu6(g.conv(x, 8)), x)))


@graph_case((20, 6, 7))
def residual_dead(g, x):
    """The other operand is computed and dies in the addition: it may be added to in place."""
    a = g.relu(g.conv(x, 24))
    return g.conv(g.relu(g.op("Add", g.conv(a, 24, 3, pads=(1, 1, 1, 1)), a)), 5)


@graph_case()
def residual_of_own_input(g, x):
    """Dead after the addition, but while the convolution runs it reads what it would be added to."""
    a = g.relu(g.conv(x, 16))
    return g.op("Add", g.conv(a, 16, 3, pads=(1, 1, 1, 1)), a)


@graph_case()
def residual_of_own_input_reshaped(g, x):
    """The same memory under two names."""
    a = g.relu(g.conv(x, 16))
    b = g.op("Reshape", a, ints(1, 16, 9, 7))
    c = g.conv(b, 16, 3, pads=(1, 1, 1, 1))
    return g.op("Add", g.op("Reshape", c, ints(1, 16, 7, 9)), a)


@graph_case()
def residual_depthwise(g, x):
    a = g.relu(g.conv(x, 16))
    return g.op("Add", a, g.conv(a, 16, 3, group=16, pads=(1, 1, 1, 1)))


@graph_case()
def residual_late(g, x):
    """If the first convolution is put off to the last addition, its input must outlive the other addition."""
    a = g.relu(g.conv(x, 24))
    b = g.conv(a, 24, 3, pads=(1, 1, 1, 1))
    c = g.op("Add", g.conv(x, 24), a)
    d = g.op("MaxPool", c, kernel_shape=(3, 3), pads=(1, 1, 1, 1))
    return g.op("Add", b, d)


@graph_case((20, 6, 7))
def residual_used_later(g, x):
    a = g.relu(g.conv(x, 24))
    b = g.op("Add", g.conv(a, 24, 3, pads=(1, 1, 1, 1)), a)
    return g.op("Concat", g.conv(b, 5), a, axis=1)


@graph_case(**NO_OPENCV)
def residual_onto_constant(g, x):
    """The other operand is no picture's: it is there before the input."""
    return g.op("Add", g.conv(x, 8), g.op("Relu", g.const(g.floats(1, 8, 7, 9))))


@graph_case((20, 6, 7))
def residual_is_output(g, x):
    a = g.relu(g.conv(x, 24))
    return [a, g.op("Add", g.conv(a, 24), a)]


@graph_case()
def residual_two_convs(g, x):
    return g.relu(g.op("Add", g.conv(x, 20, 3, pads=(1, 1, 1, 1)), g.conv(x, 20)))


@graph_case()
def residual_same_conv(g, x):
    a = g.conv(x, 20)
    return g.op("Add", a, a)


@graph_case()
def residual_conv_used_twice(g, x):
    """The convolution cannot take the addition in: its own value is needed."""
    a = g.conv(x, 8)
    return g.op("Concat", g.op("Add", a, x), g.relu(a), axis=1)


@graph_case()
def residual_chain(g, x):
    a = g.conv(x, 24)
    for _ in range(4):
        a = g.op("Add", a, g.conv(g.relu6(g.conv(a, 8)), 24))
    return a


@graph_case((8, 8, 10))
def residual_strided(g, x):
    """As a down-sampling block: pooled and padded in channels beside two convolutions."""
    a = g.conv(g.conv(x, 8, 3, group=8, strides=(2, 2), pads=(0, 0, 1, 1)), 20)
    b = g.op("MaxPool", x, kernel_shape=(2, 2), strides=(2, 2))
    return g.relu(g.op("Add", a, g.op("Pad", b, ints(0, 0, 0, 0, 0, 12, 0, 0))))


@graph_case()
def add_two_consumers(g, x):
    a = g.op("Add", g.conv(x, 8), x)
    return g.op("Add", g.conv(g.relu(a), 8), g.op("Sigmoid", a))


@graph_case()
def add_three(g, x):
    a, b, c = (g.conv(x, 20) for _ in range(3))
    return g.relu(g.op("Add", g.op("Add", a, b), c))


@graph_case()
def add_crossed(g, x):
    """Two additions of the same two values."""
    a, b = g.conv(x, 8), g.conv(x, 8)
    return g.op("Mul", g.op("Add", a, b), g.op("Sub", a, b))


@graph_case((20, 6, 7))
def squeeze_excite(g, x):
    a = g.relu6(g.conv(x, 24, 3, pads=(1, 1, 1, 1)))
    gate = g.op("Sigmoid", g.conv(g.relu(g.conv(g.op("GlobalAveragePool", a), 6)), 24))
    return g.conv(g.op("Mul", a, gate), 8)


@graph_case((3, 12, 16))
def inverted_residual(g, x):
    a = g.relu6(g.conv(x, 16, 3, strides=(2, 2), pads=(0, 0, 1, 1)))
    for _ in range(2):
        b = g.relu6(g.conv(a, 48))
        b = g.relu6(g.conv(b, 48, 3, group=48, pads=(1, 1, 1, 1)))
        a = g.op("Add", a, g.conv(b, 16))
    return a


@graph_case((3, 8, 12))
def up_and_down(g, x):
    """A U: features on the way down are added on the way up."""
    a = g.relu(g.conv(x, 8, 3, pads=(1, 1, 1, 1)))
    b = g.relu(g.conv(a, 20, 3, strides=(2, 2), pads=(0, 0, 1, 1)))
    c = g.conv(b, 39, 3, strides=(2, 2), pads=(0, 0, 1, 1))
    b = g.op("Add", b, resize(g, g.conv(c, 20), (2, 2), mode="linear"))
    return g.conv(g.op("Add", a, resize(g, g.conv(b, 8), (2, 2), mode="linear")), 1)


@graph_case((8, 4, 6))
def detector_head(g, x):
    """Boxes of two layers in one table."""
    parts = []
    for a, channels in ((x, 24), (g.conv(x, 20, 3, strides=(2, 2), pads=(0, 0, 1, 1)), 12)):
        head = g.op("Transpose", g.conv(a, channels), perm=(0, 2, 3, 1))
        parts.append(g.op("Reshape", head, ints(1, -1, 12)))
    return g.op("Concat", *parts, axis=1)


# ---- channels that do not fill a block of 8 or 16: what lies in the rest must not reach a result ----

def pooled(g, x, channels=20):
    """A convolution that nothing can join to."""
    return g.op("MaxPool", g.conv(x, channels), kernel_shape=(2, 2))


def rest(name, between, onednn=None):
    """An operator alone, behind a convolution, before one, and with an activation."""
    facts = onednn or {}
    case(f"rest_{name}", lambda g, x: between(g, pooled(g, x)), **facts)
    case(f"rest_{name}_relu", lambda g, x: g.relu(between(g, pooled(g, x))), **facts)
    case(f"rest_{name}_conv", lambda g, x: g.conv(between(g, pooled(g, x)), 5, 3), **facts)
    case(f"rest_{name}_mean", lambda g, x: g.op("GlobalAveragePool", between(g, g.conv(x, 20))), **facts)


rest("add", lambda g, a: g.op("Add", a, g.op("Sigmoid", g.op("Mul", a, np.array(0.5)))))
rest("add_constant", lambda g, a: g.op("Add", a, np.array(-0.7)))
rest("add_channels", lambda g, a: g.op("Add", a, g.floats(20, 1, 1)))
rest("mul", lambda g, a: g.op("Mul", a, g.op("Sigmoid", a)))
rest("mul_pooled", lambda g, a: g.op("Mul", a, g.op("Sigmoid", g.op("GlobalAveragePool", a))))
rest("div", lambda g, a: g.op("Div", a, g.op("Add", g.relu(a), g.op("Sigmoid", a))))
rest("div_pooled", lambda g, a: g.op("Div", a, g.op("GlobalAveragePool", g.op("Sigmoid", a))))
rest("sigmoid", lambda g, a: g.op("Sigmoid", a))
rest("clip", lambda g, a: g.op("Clip", a, np.array(0.25), np.array(0.75)))
rest("prelu", lambda g, a: g.op("PRelu", a, g.floats(20, 1, 1)))
rest("softmax", lambda g, a: g.op("Softmax", a, axis=3))
rest("batch_norm", lambda g, a: g.batch_norm(a))
rest("concat", lambda g, a: g.op("Concat", a, g.op("Sigmoid", a), axis=1))
rest("pad", lambda g, a: g.op("Pad", a, ints(0, 3, 1, 0, 0, 2, 0, 1), np.array(-0.5)))
rest("resize", lambda g, a: resize(g, a, (2, 2), mode="linear"))
rest("average", lambda g, a: g.op("AveragePool", a, kernel_shape=(2, 2)))
rest("transposed", lambda g, a: g.conv_transpose(a, 12, 2, strides=(2, 2)))
rest("grouped", lambda g, a: g.conv(a, 12, 3, group=4, pads=(1, 1, 1, 1)))
rest("depthwise", lambda g, a: g.conv(a, 20, 3, group=20, pads=(1, 1, 1, 1)))


for count in (3, 8, 24, 39):
    case(f"rest_add_relu_{count}", lambda g, x, n=count: g.relu(g.op("Add", pooled(g, x, n), pooled(g, x, n))))
    case(f"rest_add_clip_{count}", lambda g, x, n=count: g.relu6(g.op("Add", pooled(g, x, n), pooled(g, x, n))))
    case(f"rest_mul_relu_{count}", lambda g, x, n=count: g.relu(g.op("Mul", pooled(g, x, n), pooled(g, x, n))))


# ---- values that share memory ----

@graph_case()
def reshape_residual(g, x):
    """A reshaped value is the same memory; adding into it in place would change the other use."""
    a = g.conv(x, 8)
    b = g.op("Reshape", g.op("Reshape", a, ints(1, 8, 63)), ints(1, 8, 7, 9))
    return g.op("Add", g.conv(b, 8), a)


@graph_case()
def reshape_residual_kept(g, x):
    a = g.relu(g.conv(x, 24))
    flat = g.op("Reshape", a, ints(1, -1))
    b = g.op("Add", g.conv(a, 24), a)
    return [g.relu(b), flat]


@graph_case()
def reshape_outlives(g, x):
    """Added to in place, the value would change under its other name."""
    a = g.relu(g.conv(x, 24))
    flat = g.op("Reshape", a, ints(1, -1))
    return [g.relu(g.op("Add", g.conv(x, 24), a)), flat]


@graph_case()
def reshape_outlives_late(g, x):
    a = g.relu(g.conv(x, 24))
    b = g.op("Reshape", a, ints(1, 24, 9, 7))
    c = g.op("Add", g.conv(x, 24), a)
    return g.op("Add", g.conv(b, 5), g.conv(g.op("Reshape", c, ints(1, 24, 9, 7)), 5))


@graph_case()
def flatten_then_relu(g, x):
    a = g.conv(x, 16)
    return [g.op("Flatten", a), g.relu(a)]


@graph_case()
def identity_residual(g, x):
    a = g.conv(x, 16)
    return g.op("Add", g.conv(g.op("Identity", a), 16), a)


@graph_case()
def output_and_consumed(g, x):
    a = g.conv(x, 20)
    return [a, g.relu(a)]


@graph_case()
def output_before_clip_add(g, x):
    a = g.conv(x, 8)
    b = g.relu6(a)
    return [b, g.op("Add", a, x), g.op("Add", b, x)]


@graph_case()
def input_used_late(g, x):
    """The input lives until the last node, unchanged."""
    a = g.relu(x)
    for _ in range(3):
        a = g.relu(g.conv(a, 8))
    return [g.op("Add", a, x), g.op("Mul", x, np.array(2.0))]


@graph_case()
def concat_parts_used(g, x):
    """A part of a concatenation is used elsewhere, too."""
    a, b = g.conv(x, 8), g.conv(x, 16)
    whole = g.op("Concat", a, b, axis=1)
    return [g.relu(whole), g.op("Add", a, x), g.conv(g.op("Concat", b, whole, a, axis=1), 4)]


# ---- outputs ----

@graph_case((3, 8, 8))
def stages_two(g, x):
    trunk = g.relu(g.conv(x, 20, 3, strides=(2, 2), pads=(0, 0, 1, 1)))
    body = g.conv(g.conv(trunk, 8), 5, (4, 4))
    mask = resize(g, g.conv(g.conv(trunk, 16), 1), (2, 2), mode="linear")
    return [body, (mask, 1)]


@graph_case()
def stages_keep_trunk(g, x):
    """What stage 0 could overwrite when it is done with it, stage 1 still needs."""
    a = g.conv(x, 24)
    b = g.conv(a, 24)
    c = g.op("Add", b, a)
    for _ in range(3):
        c = g.op("Add", g.conv(c, 24), c)
    return [c, (g.op("Sub", a, b), 1), (g.op("Mul", g.conv(x, 8), x), 2)]


@graph_case()
def stages_from_output(g, x):
    a = g.conv(x, 20)
    return [a, (g.relu(a), 1), (g.op("Add", g.conv(a, 20), a), 2)]


@graph_case()
def stages_later_is_on_the_way(g, x):
    """The output of stage 1 is needed for that of stage 0."""
    a = g.relu(g.conv(x, 20))
    return [(a, 1), g.conv(a, 4)]


@graph_case()
def stages_with_gap(g, x):
    return [(g.relu(g.conv(x, 4)), 5), g.op("Sigmoid", x), (g.op("Sub", x, np.array(1.0)), 2)]


@graph_case()
def stages_none_first(g, x):
    return [(g.conv(x, 4), 1)]


@graph_case()
def outputs_eight(g, x):
    outputs = [g.conv(x, 3)]
    for i in range(7):
        outputs.append(g.relu(g.conv(outputs[-1], 3 + i)))
    return outputs


@graph_case()
def branch_unused(g, x):
    a = g.conv(x, 8)
    g.leave(g.op("Exp", g.conv(a, 3)))
    return g.relu(a)


@graph_case(valid=False)
def branch_unused_unknown(g, x):
    """Nobody asks for it, so nobody needs to know its operator."""
    a = g.conv(x, 8)
    g.leave(g.unknown("Quench", a, shape=(1, 8, 7, 9), domain=DOMAIN_UNKNOWN))
    return g.relu(a)


@graph_case()
def output_not_asked_for(g, x):
    a = g.relu(g.conv(x, 8))
    g.leave(a)
    return g.op("Add", g.conv(a, 8), a)


# ---- refused ----

case("refuse_unknown", lambda g, x: g.unknown("Quench", g.conv(x, 8), shape=(1, 8, 7, 9), domain=DOMAIN_UNKNOWN),
     valid=False, **refused("Quench", **NO_OPENCV))
case("refuse_unknown_unnamed", lambda g, x: g.unknown("Quench", x, shape=(1, 8, 7, 9), domain=DOMAIN_UNKNOWN),
     valid=False, named=False, **refused("Quench", **NO_OPENCV))
# An operator of a foreign domain is not the one that has its name.
case("refuse_foreign_relu", lambda g, x: g.unknown("Relu", x, shape=(1, 8, 7, 9), domain=DOMAIN_UNKNOWN),
     valid=False, **refused("Relu", **NO_OPENCV))
case("refuse_resize_cubic", lambda g, x: g.unknown("Resize", x, g.const(np.zeros(0)),
                                                   g.const(np.array([1.0, 1.0, 2.0, 2.0])), mode="cubic",
                                                   shape=(1, 8, 14, 18)), **refused("Resize", **NO_OPENCV))
case("refuse_max_pool_dilated", lambda g, x: g.op("MaxPool", x, kernel_shape=(2, 2), dilations=(2, 2)),
     **refused("MaxPool", **NO_OPENCV))
case("refuse_top_k", lambda g, x: g.unknown("TopK", x, g.const(ints(2)), shape=(1, 8, 7, 2), output_count=2),
     **refused("TopK", **NO_OPENCV))


@graph_case(**refused("LSTM"))
def refuse_lstm(g, x):
    sequence = g.op("Reshape", x, ints(7, 1, 72))
    return g.op("LSTM", sequence, g.floats(1, 16, 72, scale=0.1), g.floats(1, 16, 4, scale=0.5), hidden_size=4)


@graph_case(**refused("Conv"))
def refuse_dynamic_weights(g, x):
    weights = g.op("Reshape", g.op("GlobalAveragePool", x), ints(1, 8, 1, 1))
    return g.op("Conv", x, weights, kernel_shape=(1, 1))


@graph_case((6, 4, 5), **refused("Gemm", **NO_OPENCV))
def refuse_dynamic_matrix(g, x):
    a = g.op("Reshape", x, ints(6, 20))
    return g.op("Gemm", a, g.op("Transpose", a, perm=(1, 0)))


@graph_case(**refused("Cast", **NO_OPENCV))
def refuse_dynamic_shape(g, x):
    """A shape that depends on the picture."""
    nothing = g.op("Mul", g.op("GlobalAveragePool", g.conv(x, 3)), np.array(0.0))
    shape = g.op("Add", g.op("Cast", g.op("Reshape", nothing, ints(3)), to=7), ints(1, 63, 8))
    return g.op("Reshape", x, shape)


@graph_case(valid=False, **refused("Conv", **NO_OPENCV))
def refuse_conv_channels(g, x):
    """Weights of 5 input channels on a value of 8."""
    return g.unknown("Conv", x, g.const(g.floats(4, 5, 1, 1)), shape=(1, 4, 7, 9))


@graph_case(valid=False, **refused("Conv", **NO_OPENCV))
def refuse_conv_group(g, x):
    """3 groups do not divide 8 channels."""
    return g.unknown("Conv", x, g.const(g.floats(6, 2, 1, 1)), shape=(1, 6, 7, 9), group=3)


@graph_case(valid=False, **refused("Add", **NO_OPENCV))
def refuse_add_shapes(g, x):
    return g.unknown("Add", x, g.const(g.floats(5)), shape=(1, 8, 7, 9))


@graph_case(valid=False, **refused("Reshape", **NO_OPENCV))
def refuse_reshape_count(g, x):
    return g.unknown("Reshape", x, g.const(ints(1, 5, -1)), shape=(1, 5, 101))


@graph_case(valid=False, **refused("Relu", **NO_OPENCV))
def refuse_missing_value(g, x):
    """A node takes a value that no node makes."""
    return g.unknown("Relu", Value("nowhere", x.array), shape=(1, 8, 7, 9))


@graph_case(opset=6, valid=False, **refused("Add", **NO_OPENCV))
def refuse_old_broadcast(g, x):
    """Before version 7 an attribute said along which dimension the second operand lies."""
    return g.unknown("Add", x, g.const(g.floats(7)), shape=(1, 8, 7, 9), broadcast=1, axis=2)


@graph_case(valid=False, **refused("LeakyRelu", **NO_OPENCV))
def refuse_attribute_of_another_kind(g, x):
    """An integer where the operator has a float."""
    return g.unknown("LeakyRelu", x, shape=(1, 8, 7, 9), alpha=2)


@graph_case(**NO_OPENCV)
def unread_before_a_shape(g, x):
    """A convolution of which only the shape is looked at."""
    return g.op("Reshape", x, g.op("Concat", g.op("Shape", g.conv(x, 8)), ints(1), axis=0))
