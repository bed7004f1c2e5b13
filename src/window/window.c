#include "window.h"

#include <SDL.h>

#include "fail.h"
#include "memory.h"

struct sag__window {
    SDL_Window *window;
    SDL_Renderer *renderer;
    SDL_Texture *texture; /* of the size of the newest picture */
    int texture_width_px;
    int texture_height_px;
};

/* A program is no game: the screen may sleep by itself elsewhere, but not under somebody who stands 3 m away. */
static bool start_video(void)
{
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_RENDER_SCALE_QUALITY, "linear");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "0");
    SDL_SetMainReady();
    return SDL_InitSubSystem(SDL_INIT_VIDEO) == 0;
}

sag_status sag__window_open(sag__window **out, const char *title, int width_px, int height_px, bool full_screen,
                            sag_error *err)
{
    *out = NULL;
    sag__window *self = sag__memory_alloc(1, sizeof *self);
    if (self == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot open a window: out of memory");
    }
    if (!start_video()) {
        sag__memory_free(self);
        return sag__fail(err, SAG_STATUS_UNSUPPORTED, "cannot open a window: %s", SDL_GetError());
    }
    SDL_Rect room = {0, 0, width_px, height_px};
    if (SDL_GetDisplayUsableBounds(0, &room) == 0 && (room.w < width_px || room.h < height_px)) {
        double across = (double)room.w / width_px;
        double down = (double)room.h / height_px;
        double share = across < down ? across : down;
        width_px = (int)(share * width_px);
        height_px = (int)(share * height_px);
    }
    Uint32 flags = SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI;
    flags |= full_screen ? (Uint32)SDL_WINDOW_FULLSCREEN_DESKTOP : 0u;
    self->window = SDL_CreateWindow(title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width_px, height_px, flags);
    if (self->window != NULL) {
        self->renderer = SDL_CreateRenderer(self->window, -1, 0);
    }
    if (self->renderer == NULL) {
        sag__fail(err, SAG_STATUS_UNSUPPORTED, "cannot open a window: %s", SDL_GetError());
        sag__window_close(self);
        return SAG_STATUS_UNSUPPORTED;
    }
    *out = self;
    return SAG_STATUS_OK;
}

static void toggle_full_screen(sag__window *self)
{
    bool full = (SDL_GetWindowFlags(self->window) & SDL_WINDOW_FULLSCREEN_DESKTOP) != 0;
    SDL_SetWindowFullscreen(self->window, full ? 0u : (Uint32)SDL_WINDOW_FULLSCREEN_DESKTOP);
}

/* Mouse positions come in the desktop's units. */
static void fill_click(const sag__window *self, sag__window_event *event, int x, int y)
{
    int desktop_width = 1, desktop_height = 1, width_px = 1, height_px = 1;
    SDL_GetWindowSize(self->window, &desktop_width, &desktop_height);
    sag__window_get_size(self, &width_px, &height_px);
    *event = (sag__window_event){.kind = SAG__WINDOW_CLICK,
                                 .x_px = (double)x * width_px / (desktop_width > 0 ? desktop_width : 1),
                                 .y_px = (double)y * height_px / (desktop_height > 0 ? desktop_height : 1)};
}

static bool fill_key(sag__window *self, sag__window_event *event, SDL_Keycode key)
{
    if (key == SDLK_f) {
        toggle_full_screen(self);
        *event = (sag__window_event){.kind = SAG__WINDOW_REDRAW};
        return true;
    }
    bool known = (key >= SDLK_a && key <= SDLK_z) || key == SDLK_SPACE || key == SDLK_ESCAPE;
    *event = (sag__window_event){.kind = SAG__WINDOW_KEY, .key = (int)key};
    return known;
}

bool sag__window_poll(sag__window *self, sag__window_event *event)
{
    SDL_Event happened;
    while (SDL_PollEvent(&happened) != 0) {
        switch (happened.type) {
        case SDL_QUIT:
            *event = (sag__window_event){.kind = SAG__WINDOW_QUIT};
            return true;
        case SDL_KEYDOWN:
            if (happened.key.repeat == 0 && fill_key(self, event, happened.key.keysym.sym)) {
                return true;
            }
            break;
        case SDL_MOUSEBUTTONDOWN:
            if (happened.button.button == SDL_BUTTON_LEFT) {
                fill_click(self, event, happened.button.x, happened.button.y);
                return true;
            }
            break;
        case SDL_WINDOWEVENT:
            if (happened.window.event == SDL_WINDOWEVENT_SIZE_CHANGED ||
                happened.window.event == SDL_WINDOWEVENT_EXPOSED) {
                *event = (sag__window_event){.kind = SAG__WINDOW_REDRAW};
                return true;
            }
            break;
        default:
            break;
        }
    }
    return false;
}

void sag__window_get_size(const sag__window *self, int *width_px, int *height_px)
{
    if (SDL_GetRendererOutputSize(self->renderer, width_px, height_px) != 0) {
        *width_px = *height_px = 0;
    }
    *width_px = *width_px > 0 ? *width_px : 1;
    *height_px = *height_px > 0 ? *height_px : 1;
}

sag_status sag__window_show(sag__window *self, const sag_frame *picture)
{
    if (self->texture == NULL || self->texture_width_px != picture->width_px ||
        self->texture_height_px != picture->height_px) {
        SDL_DestroyTexture(self->texture);
        self->texture = SDL_CreateTexture(self->renderer, SDL_PIXELFORMAT_RGB24, SDL_TEXTUREACCESS_STREAMING,
                                          picture->width_px, picture->height_px);
        self->texture_width_px = picture->width_px;
        self->texture_height_px = picture->height_px;
    }
    bool shown = self->texture != NULL &&
                 SDL_UpdateTexture(self->texture, NULL, picture->rgb, (int)picture->stride_bytes) == 0 &&
                 SDL_RenderCopy(self->renderer, self->texture, NULL, NULL) == 0;
    if (shown) {
        SDL_RenderPresent(self->renderer);
    }
    return shown ? SAG_STATUS_OK : SAG_STATUS_IO;
}

void sag__window_close(sag__window *self)
{
    if (self == NULL) {
        return;
    }
    SDL_DestroyTexture(self->texture);
    if (self->renderer != NULL) {
        SDL_DestroyRenderer(self->renderer);
    }
    if (self->window != NULL) {
        SDL_DestroyWindow(self->window);
    }
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    sag__memory_free(self);
}
