#include "voice.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include <SDL.h>
#include <espeak-ng/speak_lib.h>

#include "memory.h"
#include "thread.h"

/* Words a minute: a bit slower than reading, for somebody who moves. */
#define WORDS_PER_MINUTE 165

/* Sound that waits in the device, at most, when a sentence is ended. */
#define LAST_WORDS_MS 2000

struct sag__voice {
    SDL_AudioDeviceID device;
    pthread_t thread;
    pthread_mutex_t mutex; /* of all below */
    pthread_cond_t changed;
    char next[SAG__VOICE_TEXT_BYTES]; /* "" nothing to say */
    bool silent;
    bool closing;
};

/* Called by eSpeak with pieces of sound, in the thread of the voice. Returns: 1 to end the sentence. */
static int play(short *sound, int count, espeak_EVENT *events)
{
    sag__voice *self = events->user_data;
    if (self == NULL) {
        return 0;
    }
    pthread_mutex_lock(&self->mutex);
    bool end = self->silent || self->next[0] != '\0';
    pthread_mutex_unlock(&self->mutex);
    if (end) {
        return 1;
    }
    if (sound != NULL && count > 0) {
        SDL_QueueAudio(self->device, sound, (Uint32)count * (Uint32)sizeof *sound);
    }
    return 0;
}

static void *run(void *context)
{
    sag__voice *self = context;
    char text[SAG__VOICE_TEXT_BYTES];
    pthread_mutex_lock(&self->mutex);
    while (!self->closing || self->next[0] != '\0') {
        if (self->next[0] == '\0') {
            pthread_cond_wait(&self->changed, &self->mutex);
            continue;
        }
        snprintf(text, sizeof text, "%s", self->next);
        self->next[0] = '\0';
        bool silent = self->silent;
        pthread_mutex_unlock(&self->mutex);
        SDL_ClearQueuedAudio(self->device);
        if (!silent) {
            espeak_Synth(text, sizeof text, 0, POS_CHARACTER, 0, espeakCHARS_UTF8, NULL, self);
        }
        pthread_mutex_lock(&self->mutex);
    }
    pthread_mutex_unlock(&self->mutex);
    return NULL;
}

static SDL_AudioDeviceID open_device(int rate_hz)
{
    SDL_AudioSpec wanted = {.freq = rate_hz, .format = AUDIO_S16SYS, .channels = 1, .samples = 1024};
    SDL_AudioDeviceID device = SDL_OpenAudioDevice(NULL, 0, &wanted, NULL, 0);
    if (device != 0) {
        SDL_PauseAudioDevice(device, 0);
    }
    return device;
}

sag__voice *sag__voice_open(void)
{
    sag__voice *self = sag__memory_alloc(1, sizeof *self);
    if (self == NULL) {
        return NULL;
    }
    SDL_SetMainReady();
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) {
        sag__memory_free(self);
        return NULL;
    }
    int rate_hz = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, NULL, espeakINITIALIZE_DONT_EXIT);
    if (rate_hz > 0 && espeak_SetVoiceByName("en") == EE_OK) {
        espeak_SetParameter(espeakRATE, WORDS_PER_MINUTE, 0);
        espeak_SetSynthCallback(play);
        self->device = open_device(rate_hz);
    }
    pthread_mutex_init(&self->mutex, NULL);
    pthread_cond_init(&self->changed, NULL);
    if (self->device != 0 && sag__thread_start(&self->thread, run, self)) {
        return self;
    }
    if (self->device != 0) {
        SDL_CloseAudioDevice(self->device);
    }
    if (rate_hz > 0) {
        espeak_Terminate();
    }
    pthread_cond_destroy(&self->changed);
    pthread_mutex_destroy(&self->mutex);
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
    sag__memory_free(self);
    return NULL;
}

void sag__voice_say(sag__voice *self, const char *text)
{
    if (self == NULL) {
        return;
    }
    pthread_mutex_lock(&self->mutex);
    snprintf(self->next, sizeof self->next, "%s", text);
    pthread_cond_signal(&self->changed);
    pthread_mutex_unlock(&self->mutex);
}

void sag__voice_set_silent(sag__voice *self, bool silent)
{
    if (self == NULL) {
        return;
    }
    pthread_mutex_lock(&self->mutex);
    self->silent = silent;
    pthread_mutex_unlock(&self->mutex);
    if (silent) {
        SDL_ClearQueuedAudio(self->device);
    }
}

void sag__voice_close(sag__voice *self)
{
    if (self == NULL) {
        return;
    }
    pthread_mutex_lock(&self->mutex);
    self->closing = true;
    pthread_cond_signal(&self->changed);
    pthread_mutex_unlock(&self->mutex);
    pthread_join(self->thread, NULL);
    const struct timespec step = {.tv_nsec = 20000000};
    for (int waited_ms = 0; SDL_GetQueuedAudioSize(self->device) > 0 && waited_ms < LAST_WORDS_MS; waited_ms += 20) {
        nanosleep(&step, NULL);
    }
    SDL_CloseAudioDevice(self->device);
    espeak_Terminate();
    pthread_cond_destroy(&self->changed);
    pthread_mutex_destroy(&self->mutex);
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
    sag__memory_free(self);
}
