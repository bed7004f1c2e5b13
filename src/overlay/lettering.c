#include "lettering.h"

#include <math.h>
#include <string.h>

#include "figure.h"

/* Width of the outline around the letters, and the room that a slot keeps for it, in letter sizes. */
#define OUTLINE_FONTS 0.15
#define EDGE_FONTS 0.3
/* Longer labels are cut. */
#define LABEL_BYTES_MAX 240
#define SLOT_WIDTH_FONTS 16.0
#define SLOT_HEIGHT_FONTS 2.2

static void set_label(sag__canvas *canvas, const char *text, sag__box *box)
{
    char markup[LABEL_BYTES_MAX + 16];
    sag__figure_text(markup, sizeof markup, "<b>%.*s</b>", LABEL_BYTES_MAX, text);
    sag__canvas_set_text(canvas, markup, 0.0, 0.0, box);
}

/* Draw the letters of a label into a slot. Returns false if they do not fit it. */
static bool fill_slot(sag__canvas *canvas, sag__letters *slot, const char *text)
{
    double font = canvas->font_px;
    double edge = ceil(EDGE_FONTS * font);
    if (slot->surface == NULL) {
        slot->surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, (int)ceil(SLOT_WIDTH_FONTS * font),
                                                   (int)ceil(SLOT_HEIGHT_FONTS * font));
        slot->cairo = cairo_create(slot->surface);
    }
    sag__box box = {edge, edge, 0.0, 0.0};
    set_label(canvas, text, &box);
    slot->text[0] = '\0';
    slot->width_px = box.width_px;
    slot->height_px = box.height_px;
    if (box.width_px + 2.0 * edge > SLOT_WIDTH_FONTS * font || box.height_px + 2.0 * edge > SLOT_HEIGHT_FONTS * font
        || strlen(text) >= sizeof slot->text || cairo_status(slot->cairo) != CAIRO_STATUS_SUCCESS) {
        return false;
    }
    strcpy(slot->text, text);
    cairo_save(slot->cairo);
    cairo_set_operator(slot->cairo, CAIRO_OPERATOR_CLEAR);
    cairo_paint(slot->cairo);
    cairo_restore(slot->cairo);
    cairo_t *below = canvas->cairo;
    canvas->cairo = slot->cairo;
    sag__canvas_draw_text(canvas, &box, sag__palette_text, sag__palette_dark, OUTLINE_FONTS * font);
    canvas->cairo = below;
    return true;
}

/* The slot that holds a label, filled if none does. Returns NULL if no slot can hold it. */
static const sag__letters *find_slot(sag__canvas *canvas, const char *text)
{
    sag__letters *oldest = &canvas->letters[0];
    for (size_t i = 0; i < SAG__LETTERS_MAX; i++) {
        sag__letters *slot = &canvas->letters[i];
        if (slot->surface != NULL && strcmp(slot->text, text) == 0) {
            slot->used = ++canvas->letters_used;
            return slot;
        }
        oldest = slot->used < oldest->used ? slot : oldest;
    }
    oldest->used = ++canvas->letters_used;
    return fill_slot(canvas, oldest, text) ? oldest : NULL;
}

void sag__lettering_measure(sag__canvas *canvas, const char *text, sag__box *box)
{
    const sag__letters *slot = find_slot(canvas, text);
    if (slot == NULL) {
        set_label(canvas, text, box);
        return;
    }
    box->width_px = slot->width_px;
    box->height_px = slot->height_px;
}

void sag__lettering_draw(sag__canvas *canvas, const char *text, const sag__box *box)
{
    const sag__letters *slot = find_slot(canvas, text);
    sag__box place = *box;
    place.x_px = floor(box->x_px + 0.5);
    place.y_px = floor(box->y_px + 0.5);
    if (slot == NULL) {
        set_label(canvas, text, &place);
        sag__canvas_draw_text(canvas, &place, sag__palette_text, sag__palette_dark, OUTLINE_FONTS * canvas->font_px);
        return;
    }
    double edge = ceil(EDGE_FONTS * canvas->font_px);
    cairo_t *cairo = canvas->cairo;
    cairo_save(cairo);
    cairo_set_source_surface(cairo, slot->surface, place.x_px - edge, place.y_px - edge);
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_NEAREST);
    cairo_new_path(cairo);
    cairo_rectangle(cairo, place.x_px - edge, place.y_px - edge, ceil(slot->width_px) + 2.0 * edge,
                    ceil(slot->height_px) + 2.0 * edge);
    cairo_fill(cairo);
    cairo_restore(cairo);
}

void sag__lettering_close(sag__canvas *canvas)
{
    for (size_t i = 0; i < SAG__LETTERS_MAX; i++) {
        if (canvas->letters[i].surface != NULL) {
            cairo_destroy(canvas->letters[i].cairo);
            cairo_surface_destroy(canvas->letters[i].surface);
        }
    }
    memset(canvas->letters, 0, sizeof canvas->letters);
}
