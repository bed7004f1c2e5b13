#include "canvas.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "fail.h"
#include "lettering.h"

/* The smaller letters of a panel are 1 / 1.2 of this and stay above 11 px. */
#define FONT_MIN_PX 14.0
#define FONT_SIDE_RATIO 0.023

int sag__canvas_choose_scale(int width_px, int height_px)
{
    int smaller = width_px < height_px ? width_px : height_px;
    int larger = width_px < height_px ? height_px : width_px;
    int scale = (SAG__CANVAS_SIDE_MIN_PX + smaller - 1) / smaller;
    if (scale > SAG__CANVAS_ENLARGED_MAX_PX / larger) {
        scale = SAG__CANVAS_ENLARGED_MAX_PX / larger;
    }
    if (scale > SAG__CANVAS_SCALE_MAX) {
        scale = SAG__CANVAS_SCALE_MAX;
    }
    return scale > 1 ? scale : 1;
}

/* Letters that look the same under every user's font settings. */
static void open_font(sag__canvas *canvas)
{
    canvas->font_map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    if (canvas->font_map == NULL) {
        canvas->font_map = pango_cairo_font_map_new();
    }
    canvas->font_context = pango_font_map_create_context(canvas->font_map);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(canvas->font_context, options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(canvas->font_context, 96.0);
    pango_context_set_language(canvas->font_context, pango_language_from_string("en"));
    pango_context_set_round_glyph_positions(canvas->font_context, FALSE);

    canvas->font = pango_font_description_from_string("DejaVu Sans, Sans");
    pango_font_description_set_absolute_size(canvas->font, canvas->font_px * PANGO_SCALE);
    canvas->layout = pango_layout_new(canvas->font_context);
    pango_layout_set_font_description(canvas->layout, canvas->font);
}

sag_status sag__canvas_open(sag__canvas *canvas, int frame_width_px, int frame_height_px, int scale, sag_error *err)
{
    memset(canvas, 0, sizeof *canvas);
    canvas->scale = scale;
    canvas->width_px = frame_width_px * canvas->scale;
    canvas->height_px = frame_height_px * canvas->scale;
    int smaller = canvas->width_px < canvas->height_px ? canvas->width_px : canvas->height_px;
    canvas->font_px = fmax(FONT_MIN_PX, FONT_SIDE_RATIO * smaller);
    canvas->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, canvas->width_px, canvas->height_px);
    canvas->cairo = cairo_create(canvas->surface);
    if (!sag__canvas_is_sound(canvas)) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot draw a picture of %d x %d pixels: out of memory",
                         canvas->width_px, canvas->height_px);
    }
    open_font(canvas);
    return SAG_STATUS_OK;
}

/*
 * Position of canvas pixel i between frame pixels: *first and its neighbour, weighted 2 * scale - *weight to *weight.
 * Pixel centres lie at i + 0.5, hence the odd numerator.
 */
static void locate(int i, int scale, int limit, int *first, int *second, int *weight)
{
    int numerator = 2 * i + 1 - scale; /* in units of 1 / (2 * scale) frame pixels */
    *first = numerator < 0 ? 0 : numerator / (2 * scale);
    *weight = numerator < 0 ? 0 : numerator % (2 * scale);
    *second = *first + 1 < limit ? *first + 1 : *first;
}

/* A box as pixels on the canvas: from the first to before the last. */
typedef struct pixels {
    int left, top, right, bottom;
} pixels;

static pixels pixels_of(const sag__canvas *canvas, const sag__box *box)
{
    pixels out = {
        .left = (int)fmax(0.0, box->x_px),
        .top = (int)fmax(0.0, box->y_px),
        .right = (int)fmax(0.0, fmin(box->x_px + box->width_px, canvas->width_px)),
        .bottom = (int)fmax(0.0, fmin(box->y_px + box->height_px, canvas->height_px)),
    };
    return out;
}

void sag__canvas_load_part(sag__canvas *canvas, const sag_frame *frame, const sag__box *box)
{
    assert(canvas->scale == 1);
    cairo_surface_flush(canvas->surface);
    unsigned char *data = cairo_image_surface_get_data(canvas->surface);
    ptrdiff_t stride = cairo_image_surface_get_stride(canvas->surface);
    pixels part = pixels_of(canvas, box);
    for (int y = part.top; y < part.bottom; y++) {
        const uint8_t *in = frame->rgb + y * frame->stride_bytes;
        uint32_t *out = (uint32_t *)(void *)(data + y * stride); /* cairo aligns its rows */
        for (int x = part.left; x < part.right - 1; x++) { /* four bytes at once: one load for the compiler */
            const uint8_t *byte = in + 3 * (ptrdiff_t)x;
            uint32_t four = (uint32_t)byte[0] << 24 | (uint32_t)byte[1] << 16 | (uint32_t)byte[2] << 8 | byte[3];
            out[x] = four >> 8;
        }
        if (part.left < part.right) {
            const uint8_t *byte = in + 3 * (ptrdiff_t)(part.right - 1);
            out[part.right - 1] = (uint32_t)byte[0] << 16 | (uint32_t)byte[1] << 8 | byte[2];
        }
    }
    cairo_surface_mark_dirty(canvas->surface);
}

void sag__canvas_load(sag__canvas *canvas, const sag_frame *frame)
{
    if (canvas->scale == 1) {
        sag__canvas_load_part(canvas, frame, &(sag__box){0.0, 0.0, canvas->width_px, canvas->height_px});
        return;
    }
    cairo_surface_flush(canvas->surface);
    unsigned char *data = cairo_image_surface_get_data(canvas->surface);
    ptrdiff_t stride = cairo_image_surface_get_stride(canvas->surface);
    int whole = 2 * canvas->scale;
    for (int y = 0; y < canvas->height_px; y++) {
        int y0, y1, wy;
        locate(y, canvas->scale, frame->height_px, &y0, &y1, &wy);
        const uint8_t *row0 = frame->rgb + y0 * frame->stride_bytes;
        const uint8_t *row1 = frame->rgb + y1 * frame->stride_bytes;
        for (int x = 0; x < canvas->width_px; x++) {
            int x0, x1, wx;
            locate(x, canvas->scale, frame->width_px, &x0, &x1, &wx);
            uint32_t pixel = 0;
            for (int c = 0; c < 3; c++) {
                int top = row0[3 * x0 + c] * (whole - wx) + row0[3 * x1 + c] * wx;
                int low = row1[3 * x0 + c] * (whole - wx) + row1[3 * x1 + c] * wx;
                int mixed = (top * (whole - wy) + low * wy + whole * whole / 2) / (whole * whole);
                pixel = pixel << 8 | (uint32_t)mixed;
            }
            memcpy(data + y * stride + 4 * (ptrdiff_t)x, &pixel, sizeof pixel);
        }
    }
    cairo_surface_mark_dirty(canvas->surface);
}

void sag__canvas_store_part(const sag__canvas *canvas, uint8_t *rgb, ptrdiff_t stride_bytes, const sag__box *box)
{
    cairo_surface_flush(canvas->surface);
    const unsigned char *data = cairo_image_surface_get_data(canvas->surface);
    ptrdiff_t stride = cairo_image_surface_get_stride(canvas->surface);
    pixels part = pixels_of(canvas, box);
    for (int y = part.top; y < part.bottom; y++) {
        uint8_t *out = rgb + y * stride_bytes;
        const uint32_t *in = (const uint32_t *)(const void *)(data + y * stride);
        for (int x = part.left; x < part.right; x++) {
            uint8_t *byte = out + 3 * (ptrdiff_t)x;
            byte[0] = (uint8_t)(in[x] >> 16);
            byte[1] = (uint8_t)(in[x] >> 8);
            byte[2] = (uint8_t)in[x];
        }
    }
}

void sag__canvas_store(const sag__canvas *canvas, uint8_t *rgb, ptrdiff_t stride_bytes)
{
    sag__canvas_store_part(canvas, rgb, stride_bytes, &(sag__box){0.0, 0.0, canvas->width_px, canvas->height_px});
}

void sag__canvas_set_text(sag__canvas *canvas, const char *markup, double width_px, double tab_px, sag__box *box)
{
    pango_layout_set_width(canvas->layout, width_px > 0.0 ? (int)(width_px * PANGO_SCALE) : -1);
    pango_layout_set_wrap(canvas->layout, PANGO_WRAP_WORD_CHAR);
    PangoTabArray *tabs = NULL;
    if (tab_px > 0.0) {
        tabs = pango_tab_array_new_with_positions(1, FALSE, PANGO_TAB_LEFT, (int)(tab_px * PANGO_SCALE));
    }
    pango_layout_set_tabs(canvas->layout, tabs);
    if (tabs != NULL) {
        pango_tab_array_free(tabs);
    }
    pango_layout_set_markup(canvas->layout, markup, -1);
    int width = 0;
    int height = 0;
    pango_layout_get_size(canvas->layout, &width, &height);
    box->width_px = (double)width / PANGO_SCALE;
    box->height_px = (double)height / PANGO_SCALE;
}

void sag__canvas_draw_text(sag__canvas *canvas, const sag__box *box, sag__color color, sag__color outline,
                           double outline_px)
{
    cairo_t *cairo = canvas->cairo;
    cairo_new_path(cairo);
    cairo_move_to(cairo, box->x_px, box->y_px);
    if (outline_px <= 0.0) {
        cairo_set_source_rgba(cairo, color.red, color.green, color.blue, color.alpha);
        pango_cairo_show_layout(cairo, canvas->layout);
        return;
    }
    pango_cairo_layout_path(cairo, canvas->layout);
    cairo_set_dash(cairo, NULL, 0, 0.0);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_line_width(cairo, 2.0 * outline_px);
    cairo_set_source_rgba(cairo, outline.red, outline.green, outline.blue, outline.alpha);
    cairo_stroke_preserve(cairo);
    cairo_set_source_rgba(cairo, color.red, color.green, color.blue, color.alpha);
    cairo_fill(cairo);
}

int sag__canvas_markup_size(const sag__canvas *canvas, double fonts)
{
    return (int)(fonts * canvas->font_px * 0.75 * 1024.0 + 0.5); /* 96 dots an inch, 72 points an inch */
}

bool sag__canvas_is_sound(const sag__canvas *canvas)
{
    return cairo_surface_status(canvas->surface) == CAIRO_STATUS_SUCCESS
           && cairo_status(canvas->cairo) == CAIRO_STATUS_SUCCESS;
}

void sag__canvas_close(sag__canvas *canvas)
{
    sag__lettering_close(canvas);
    g_clear_object(&canvas->layout);
    g_clear_object(&canvas->font_context);
    g_clear_object(&canvas->font_map);
    if (canvas->font != NULL) {
        pango_font_description_free(canvas->font);
    }
    if (canvas->cairo != NULL) {
        cairo_destroy(canvas->cairo);
    }
    if (canvas->surface != NULL) {
        cairo_surface_destroy(canvas->surface);
    }
    memset(canvas, 0, sizeof *canvas);
}
