"""What the operators of ONNX compute, written down from the ONNX specification in numpy: one function per operator.

Slow and plain on purpose, and in double precision: it is the truth that the engines are compared with. A function takes
the inputs of a node as arrays (None where one is left out) and its attributes as keywords, under their ONNX names.
Spatial operators are two-dimensional. run() is the entry.
"""

import itertools
import math

import numpy as np

FLOAT, INT32, INT64 = 1, 6, 7  # TensorProto.DataType


# ---- windows ----

def resolve_pads(size, kernel, strides, dilations, pads, auto_pad):
    """Pads as [top, left, bottom, right]."""
    if auto_pad == "NOTSET":
        return list(pads)
    if auto_pad == "VALID":
        return [0, 0, 0, 0]
    begin, end = [], []
    for n, k, s, d in zip(size, kernel, strides, dilations):
        total = max((math.ceil(n / s) - 1) * s + (k - 1) * d + 1 - n, 0)
        less, more = total // 2, total - total // 2
        begin.append(less if auto_pad == "SAME_UPPER" else more)
        end.append(more if auto_pad == "SAME_UPPER" else less)
    return begin + end


def pad_spatial(x, pads, fill):
    top, left, bottom, right = pads
    return np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)), constant_values=fill)


def out_size(n, kernel, stride, dilation, ceil_mode=0):
    """Of n padded values."""
    steps = (n - (kernel - 1) * dilation - 1) / stride
    return (math.ceil(steps) if ceil_mode else math.floor(steps)) + 1


def tap(x, i, j, strides, dilations, size):
    """What kernel position (i, j) sees from each place of the output."""
    top, left = i * dilations[0], j * dilations[1]
    return x[:, :, top:top + (size[0] - 1) * strides[0] + 1:strides[0],
             left:left + (size[1] - 1) * strides[1] + 1:strides[1]]


def taps(kernel):
    return itertools.product(range(kernel[0]), range(kernel[1]))


# ---- convolutions ----

def conv(x, w, b=None, *, strides=(1, 1), pads=(0, 0, 0, 0), dilations=(1, 1), group=1, auto_pad="NOTSET",
         kernel_shape=None):
    kernel = w.shape[2:]
    x = pad_spatial(x, resolve_pads(x.shape[2:], kernel, strides, dilations, pads, auto_pad), 0.0)
    size = [out_size(n, k, s, d) for n, k, s, d in zip(x.shape[2:], kernel, strides, dilations)]
    y = np.zeros((x.shape[0], w.shape[0], *size))
    ins, outs = w.shape[1], w.shape[0] // group
    for g in range(group):
        for i, j in taps(kernel):
            seen = tap(x[:, g * ins:(g + 1) * ins], i, j, strides, dilations, size)
            y[:, g * outs:(g + 1) * outs] += np.einsum("nchw,oc->nohw", seen, w[g * outs:(g + 1) * outs, :, i, j])
    return y if b is None else y + b.reshape(1, -1, 1, 1)


def conv_transpose(x, w, b=None, *, strides=(1, 1), pads=(0, 0, 0, 0), dilations=(1, 1), group=1, auto_pad="NOTSET",
                   output_padding=(0, 0), output_shape=None, kernel_shape=None):
    kernel = w.shape[2:]
    full = [(n - 1) * s + (k - 1) * d + 1 + more
            for n, k, s, d, more in zip(x.shape[2:], kernel, strides, dilations, output_padding)]
    if auto_pad in ("SAME_UPPER", "SAME_LOWER") or output_shape is not None:
        wanted = output_shape or [n * s for n, s in zip(x.shape[2:], strides)]
        total = [f - n for f, n in zip(full, wanted)]
        # On which side the odd one goes was told differently by different editions of the specification.
        assert all(t >= 0 and t % 2 == 0 for t in total)
        pads = [t // 2 for t in total] * 2
    ins, outs = w.shape[0] // group, w.shape[1]
    y = np.zeros((x.shape[0], group * outs, *full))
    for g in range(group):
        for i, j in taps(kernel):
            part = np.einsum("nchw,co->nohw", x[:, g * ins:(g + 1) * ins], w[g * ins:(g + 1) * ins, :, i, j])
            tap(y[:, g * outs:(g + 1) * outs], i, j, strides, dilations, x.shape[2:])[...] += part
    y = y[:, :, pads[0]:full[0] - pads[2], pads[1]:full[1] - pads[3]]
    return y if b is None else y + b.reshape(1, -1, 1, 1)


def batch_normalization(x, scale, bias, mean, var, *, epsilon=1e-5):
    scale, bias, mean, var = (v.reshape(1, -1, 1, 1) for v in (scale, bias, mean, var))
    return (x - mean) / np.sqrt(var + epsilon) * scale + bias


# ---- pools ----

def pool_stack(x, fill, kernel, strides, pads, dilations, ceil_mode, auto_pad):
    """The values under each kernel position, stacked; the places of a window behind the padded border hold fill."""
    x = pad_spatial(x, resolve_pads(x.shape[2:], kernel, strides, dilations, pads, auto_pad), fill)
    size = [out_size(n, k, s, d, ceil_mode) for n, k, s, d in zip(x.shape[2:], kernel, strides, dilations)]
    beyond = [max((o - 1) * s + (k - 1) * d + 1 - n, 0)
              for o, s, k, d, n in zip(size, strides, kernel, dilations, x.shape[2:])]
    x = pad_spatial(x, [0, 0, *beyond], np.nan)
    return np.stack([tap(x, i, j, strides, dilations, size) for i, j in taps(kernel)])


def max_pool(x, *, kernel_shape, strides=(1, 1), pads=(0, 0, 0, 0), dilations=(1, 1), ceil_mode=0, auto_pad="NOTSET"):
    return np.nanmax(pool_stack(x, -np.inf, kernel_shape, strides, pads, dilations, ceil_mode, auto_pad), axis=0)


def average_pool(x, *, kernel_shape, strides=(1, 1), pads=(0, 0, 0, 0), ceil_mode=0, auto_pad="NOTSET",
                 count_include_pad=0):
    fill = 0.0 if count_include_pad else np.nan
    return np.nanmean(pool_stack(x, fill, kernel_shape, strides, pads, (1, 1), ceil_mode, auto_pad), axis=0)


def global_average_pool(x):
    return x.mean(axis=(2, 3), keepdims=True)


def global_max_pool(x):
    return x.max(axis=(2, 3), keepdims=True)


def reduce_mean(x, *, axes, keepdims=1):
    return x.mean(axis=tuple(axes), keepdims=bool(keepdims))


# ---- one value at a time ----

def clip(x, low=None, high=None, *, min=None, max=None):
    low = min if low is None else low
    high = max if high is None else high
    x = x if low is None else np.maximum(x, low)
    return x if high is None else np.minimum(x, high)


def leaky_relu(x, *, alpha=0.01):
    return np.where(x < 0, alpha * x, x)


def prelu(x, slope):
    return np.where(x < 0, slope * x, x)


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def hard_sigmoid(x, *, alpha=0.2, beta=0.5):
    return np.clip(alpha * x + beta, 0.0, 1.0)


def hard_swish(x):
    return x * np.clip(x / 6.0 + 0.5, 0.0, 1.0)


def softmax(x, *, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def softmax_flat(x, *, axis=1):
    """Before operator set 13: all axes from axis on are one."""
    return softmax(x.reshape(math.prod(x.shape[:axis]), -1)).reshape(x.shape)


def cast(x, *, to):
    return x.astype({FLOAT: np.float64, INT32: np.int32, INT64: np.int64}[to])


# ---- resize ----

def source_place(i, scale, mode):
    """Where in the input the output's value i comes from."""
    if mode == "asymmetric":
        return i / scale
    return (i + 0.5) / scale - 0.5  # half_pixel; pytorch_half_pixel differs for an output of one value only


def resize_axis(x, axis, size, scale, mode, place_mode, nearest_mode):
    n = x.shape[axis]
    out = []
    for i in range(size):
        place = i * (n - 1) / (size - 1) if place_mode == "align_corners" else source_place(i, scale, place_mode)
        if mode == "nearest":
            index = {"round_prefer_floor": math.ceil(place - 0.5), "round_prefer_ceil": math.floor(place + 0.5),
                     "floor": math.floor(place), "ceil": math.ceil(place)}[nearest_mode]
            out.append(np.take(x, min(max(index, 0), n - 1), axis=axis))
        else:
            low = math.floor(place)
            share = place - low
            a, b = (np.take(x, min(max(k, 0), n - 1), axis=axis) for k in (low, low + 1))
            out.append((1.0 - share) * a + share * b)
    return np.stack(out, axis=axis)


def resize(x, roi=None, scales=None, sizes=None, *, mode="nearest", coordinate_transformation_mode="half_pixel",
           nearest_mode="round_prefer_floor"):
    assert mode in ("nearest", "linear")
    if sizes is None:
        sizes = [math.floor(n * s) for n, s in zip(x.shape, scales)]
    else:
        scales = [m / n for m, n in zip(sizes, x.shape)]
    for axis, (size, scale) in enumerate(zip(sizes, scales)):
        if size != x.shape[axis]:
            x = resize_axis(x, axis, int(size), float(scale), mode, coordinate_transformation_mode, nearest_mode)
    return x


def upsample(x, scales, *, mode="nearest"):
    return resize(x, None, scales, mode=mode, coordinate_transformation_mode="asymmetric", nearest_mode="floor")


# ---- shapes ----

def pad(x, pads_input=None, value_input=None, *, pads=None, value=0.0, mode="constant"):
    pads = [int(p) for p in (pads if pads_input is None else pads_input)]
    value = value if value_input is None else float(value_input)
    sides = list(zip(pads[:x.ndim], pads[x.ndim:]))
    x = x[tuple(slice(max(-a, 0), n - max(-b, 0)) for (a, b), n in zip(sides, x.shape))]
    sides = [(max(a, 0), max(b, 0)) for a, b in sides]
    return np.pad(x, sides, constant_values=value) if mode == "constant" else np.pad(x, sides, mode=mode)


def concat(*parts, axis):
    return np.concatenate(parts, axis=axis)


def reshape(x, shape):
    return x.reshape([x.shape[i] if n == 0 else int(n) for i, n in enumerate(shape)])


def transpose(x, *, perm=None):
    return x.transpose(perm)


def flatten(x, *, axis=1):
    axis = axis + x.ndim if axis < 0 else axis
    return x.reshape(math.prod(x.shape[:axis]), -1)


def squeeze(x, axes_input=None, *, axes=None):
    return np.squeeze(x, tuple(int(a) for a in (axes if axes_input is None else axes_input)))


def unsqueeze(x, axes_input=None, *, axes=None):
    return np.expand_dims(x, tuple(int(a) for a in (axes if axes_input is None else axes_input)))


def slice_(x, starts, ends, axes=None, steps=None):
    axes = range(len(starts)) if axes is None else axes
    steps = [1] * len(starts) if steps is None else steps
    parts = [slice(None)] * x.ndim
    for start, end, axis, step in zip(starts, ends, axes, steps):
        parts[int(axis)] = slice(int(start), int(end), int(step))
    return x[tuple(parts)]


def split(x, *, axis, split):
    return np.split(x, np.cumsum(split)[:-1], axis=axis)


def depth_to_space(x, *, blocksize, mode="DCR"):
    n, c, h, w = x.shape
    b = blocksize
    if mode == "DCR":
        y = x.reshape(n, b, b, c // (b * b), h, w).transpose(0, 3, 4, 1, 5, 2)
    else:
        y = x.reshape(n, c // (b * b), b, b, h, w).transpose(0, 1, 4, 2, 5, 3)
    return y.reshape(n, c // (b * b), h * b, w * b)


def space_to_depth(x, *, blocksize):
    n, c, h, w = x.shape
    b = blocksize
    return x.reshape(n, c, h // b, b, w // b, b).transpose(0, 3, 5, 1, 2, 4).reshape(n, c * b * b, h // b, w // b)


def gather(x, indices, *, axis=0):
    return np.take(x, indices, axis=axis)


def shape(x):
    return np.array(x.shape, np.int64)


def identity(x, *unused, ratio=0.5):
    """Also Dropout, which does nothing outside training."""
    return x


# ---- matrices ----

def gemm(a, b, c=None, *, alpha=1.0, beta=1.0, transA=0, transB=0):
    y = alpha * ((a.T if transA else a) @ (b.T if transB else b))
    return y if c is None else y + beta * c


def lstm(x, w, r, *, hidden_size):
    """One direction, no bias, nothing remembered at the start."""
    hidden = cell = np.zeros((x.shape[1], hidden_size))
    steps = []
    for step in x:
        i, o, f, c = np.split(step @ w[0].T + hidden @ r[0].T, 4, axis=1)
        cell = sigmoid(f) * cell + sigmoid(i) * np.tanh(c)
        hidden = sigmoid(o) * np.tanh(cell)
        steps.append(hidden)
    return np.stack(steps)[:, np.newaxis]


OPERATORS = {
    "Add": np.add, "AveragePool": average_pool, "BatchNormalization": batch_normalization, "Cast": cast, "Clip": clip,
    "Concat": concat, "Conv": conv, "ConvTranspose": conv_transpose, "DepthToSpace": depth_to_space,
    "Div": np.divide, "Dropout": identity, "Exp": np.exp, "Flatten": flatten, "Gather": gather, "Gemm": gemm,
    "GlobalAveragePool": global_average_pool, "GlobalMaxPool": global_max_pool, "HardSigmoid": hard_sigmoid,
    "HardSwish": hard_swish, "Identity": identity, "LSTM": lstm, "LeakyRelu": leaky_relu, "MatMul": np.matmul,
    "MaxPool": max_pool, "Mul": np.multiply, "PRelu": prelu, "Pad": pad, "ReduceMean": reduce_mean,
    "Relu": lambda x: np.maximum(x, 0.0), "Reshape": reshape, "Resize": resize, "Shape": shape, "Sigmoid": sigmoid,
    "Slice": slice_, "Softmax": softmax, "SpaceToDepth": space_to_depth, "Split": split, "Squeeze": squeeze,
    "Sub": np.subtract, "Tanh": np.tanh, "Transpose": transpose, "Unsqueeze": unsqueeze, "Upsample": upsample,
}


def run(operator, inputs, attributes, opset):
    """Compute one node: an array, or a list of them for a node of several outputs."""
    function = softmax_flat if operator == "Softmax" and opset < 13 else OPERATORS[operator]
    return function(*inputs, **attributes)
