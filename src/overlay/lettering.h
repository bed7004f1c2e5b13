/*
 * lettering.h - short labels, white with a dark outline, that come back frame after frame: the letters are drawn once
 * into one of a canvas's fixed slots and then copied. The result does not depend on what the slots hold.
 */
#ifndef SAGITTA_OVERLAY_LETTERING_H
#define SAGITTA_OVERLAY_LETTERING_H

#include "canvas.h"

/* Get the size of a label; its place in box stays as it is. */
void sag__lettering_measure(sag__canvas *canvas, const char *text, sag__box *box);

/* Draw a label with its top-left corner at the box's, moved to a whole pixel. */
void sag__lettering_draw(sag__canvas *canvas, const char *text, const sag__box *box);

/* Release the slots. */
void sag__lettering_close(sag__canvas *canvas);

#endif
