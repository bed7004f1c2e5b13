#include "colours.h"

#include <stddef.h>

sag_colours sag__colours_make(sag__colour_matrix matrix, bool full_range)
{
    double red = matrix == SAG__COLOUR_MATRIX_BT709 ? 0.2126 : 0.299;
    double blue = matrix == SAG__COLOUR_MATRIX_BT709 ? 0.0722 : 0.114;
    double green = 1.0 - red - blue;
    double chroma_gain = full_range ? 1.0 : 255.0 / 224.0;
    double red_v = 2.0 * (1.0 - red) * chroma_gain;
    double blue_u = 2.0 * (1.0 - blue) * chroma_gain;
    return (sag_colours){
        .luma_zero = full_range ? 0.0f : 16.0f,
        .luma_gain = full_range ? 1.0f : (float)(255.0 / 219.0),
        .red_v = (float)red_v,
        .green_u = (float)(-blue_u * blue / green),
        .green_v = (float)(-red_v * red / green),
        .blue_u = (float)blue_u,
        .chroma_x = 0.25f,
        .chroma_y = 0.25f,
    };
}

static bool holds_row(ptrdiff_t stride_bytes, ptrdiff_t row_bytes)
{
    return stride_bytes >= row_bytes || stride_bytes <= -row_bytes;
}

bool sag__colours_are_readable(const sag_frame *frame)
{
    const sag_raw *raw = &frame->raw;
    const ptrdiff_t width = frame->width_px;
    const ptrdiff_t half = (width + 1) / 2;
    if (raw->plane[0] == NULL) {
        return false;
    }
    switch (raw->format) {
    case SAG_PIXEL_FORMAT_RGB24:
    case SAG_PIXEL_FORMAT_BGR24:
        return holds_row(raw->stride_bytes[0], 3 * width);
    case SAG_PIXEL_FORMAT_YUYV:
        return holds_row(raw->stride_bytes[0], 4 * half);
    case SAG_PIXEL_FORMAT_NV12:
        return holds_row(raw->stride_bytes[0], width) && raw->plane[1] != NULL &&
               holds_row(raw->stride_bytes[1], 2 * half);
    case SAG_PIXEL_FORMAT_GREY:
        return holds_row(raw->stride_bytes[0], width);
    }
    return false;
}
