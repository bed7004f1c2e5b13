/*
 * window.h - a window that shows pictures and tells what was pressed; nothing is drawn here.
 *
 * open / poll / show / close. Sizes are in pixels of the screen, also where the desktop scales what it shows (high DPI).
 * Thread: all of it in the thread that opened it, the program's first one.
 */
#ifndef SAGITTA_WINDOW_WINDOW_H
#define SAGITTA_WINDOW_WINDOW_H

#include <stdbool.h>

#include <sagitta/frame.h>
#include <sagitta/status.h>

typedef struct sag__window sag__window;

typedef enum sag__window_event_kind {
    SAG__WINDOW_QUIT = 0, /* the window was closed */
    SAG__WINDOW_KEY,
    SAG__WINDOW_CLICK,
    SAG__WINDOW_REDRAW    /* its size changed, or it was uncovered */
} sag__window_event_kind;

typedef struct sag__window_event {
    sag__window_event_kind kind;
    int key;     /* of a key: its letter in lower case, ' ' or SAG__WINDOW_ESCAPE */
    double x_px; /* of a click, in the window */
    double y_px;
} sag__window_event;

#define SAG__WINDOW_ESCAPE 27

/*
 * Open a window of a size, or as large as the screen has room for in these proportions.
 * Returns SAG_STATUS_OK, _UNSUPPORTED (there is no screen), _NO_MEMORY.
 * Ownership: *out transferred on success, release with sag__window_close.
 */
sag_status sag__window_open(sag__window **out, const char *title, int width_px, int height_px, bool full_screen,
                            sag_error *err);

/* Take the next thing that happened. Returns: false if there is none now. The key f is taken here: full screen. */
bool sag__window_poll(sag__window *window, sag__window_event *event);

/* The size of a picture that fills it now. */
void sag__window_get_size(const sag__window *window, int *width_px, int *height_px);

/* Show a picture; one of another size than the window's is stretched. Returns SAG_STATUS_OK or _IO (the screen is gone). */
sag_status sag__window_show(sag__window *window, const sag_frame *picture);

/* Close it. Accepts NULL. */
void sag__window_close(sag__window *window);

#endif
