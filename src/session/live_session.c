/*
 * A live set: opening, the thread that thinks, the window's loop, the report.
 *
 * The thinking thread owns tracker, live analysis and voice. It hands over pictures (frame, state, words); requests come
 * back to it as flags. The motion is the caller's again when it is joined.
 */
#include <sagitta/live_session.h>

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <sagitta/live_view.h>

#include "clock.h"
#include "fail.h"
#include "finish.h"
#include "live_feed.h"
#include "live_journal.h"
#include "live_stats.h"
#include "live_words.h"
#include "memory.h"
#include "newest.h"
#include "sample.h"
#include "thread.h"
#include "voice.h"
#include "window.h"

/* Waiting for the next frame or picture: requests are seen between two waits. */
#define FRAME_WAIT_NS 100000000
#define PICTURE_WAIT_NS 15000000

/* A cue or a repetition's result stays readable for so long. */
#define HEADLINE_NS 3000000000

/* The window's longer side, in the proportions of the camera's picture. */
#define WINDOW_SIDE_PX 1280

/* Everything that one picture needs. */
typedef struct shown {
    uint8_t *rgb;
    sag_frame frame;
    int64_t taken_ns;
    sag_live_state state;
    char headline[SAG_LIVE_TEXT_BYTES];
    sag_live_tone tone;
    double rate_hz;
} shown;

typedef struct think {
    const sag_live_session_options *options;
    sag__live_feed *feed;
    sag_tracker *tracker;
    sag_live *live;
    sag__voice *voice;
    sag__live_journal *journal;
    sag__newest newest;
    shown picture[SAG__NEWEST_SLOTS];
    pthread_t thread;
    bool has_thread;
    atomic_bool start_wanted;
    atomic_bool end_wanted;
    atomic_bool voice_off;
    atomic_bool select_wanted;
    atomic_int select_x_px;
    atomic_int select_y_px;
    pthread_mutex_t mutex; /* of the lines */
    char lines[2048];      /* what was told and not fetched yet, each with a line feed; what does not fit is left out */
    /* the thread's until it is joined */
    sag_status status;
    sag_session_stage failed;
    sag_error err;
    char headline[SAG_LIVE_TEXT_BYTES];
    sag_live_tone tone;
    int64_t headline_ns;
    int64_t start_ns;
    double rate_hz;
    int64_t last_ns;
    sag__live_times wait;
    sag__live_times pose;
    sag__live_times analysis;
    double light_sum;
    int64_t light_count;
    sag_session_times times;
    sag_tracker_people people;
} think;

void sag_live_session_options_init(sag_live_session_options *options)
{
    *options = (sag_live_session_options){.play_count = 1, .with_back = true, .mirror = true, .voice = true};
    sag_camera_request_init(&options->camera);
    sag_tracker_options_init(&options->tracker);
    sag_live_options_init(&options->live);
}

/* ---- the thinking thread ---- */

static sag_status refuse(think *self, sag_session_stage stage, sag_status status, const char *what, int64_t frame)
{
    self->failed = stage;
    return sag__fail(&self->err, status, "cannot %s frame %lld: %s", what, (long long)frame, sag_status_name(status));
}

static sag_status open_tracker(think *self, const sag_tracker_options *wanted, sag_error *err)
{
    sag_tracker_options how = *wanted;
    how.with_mask = how.with_mask || self->options->with_back;
    return sag_tracker_open(&self->tracker, &how, err);
}

/* Follow the person that was clicked: a new search that begins there. */
static sag_status select_person(think *self)
{
    if (!atomic_exchange(&self->select_wanted, false)) {
        return SAG_STATUS_OK;
    }
    sag_tracker_options how = self->options->tracker;
    how.person = SAG_PERSON_AT;
    how.person_x_px = atomic_load(&self->select_x_px);
    how.person_y_px = atomic_load(&self->select_y_px);
    sag_tracker_close(self->tracker);
    self->tracker = NULL;
    sag_status status = open_tracker(self, &how, &self->err);
    self->failed = status == SAG_STATUS_OK ? self->failed : SAG_SESSION_STAGE_MODEL;
    return status;
}

/* Keep a line for the caller's thread. */
static void add_told(think *self, const char *line)
{
    pthread_mutex_lock(&self->mutex);
    size_t used = strlen(self->lines);
    if (used + strlen(line) + 2 <= sizeof self->lines) {
        snprintf(self->lines + used, sizeof self->lines - used, "%s\n", line);
    }
    pthread_mutex_unlock(&self->mutex);
}

static void tell_events(think *self, int64_t t_ns)
{
    const sag_live_state *state = sag_live_get_state(self->live);
    char said[2 * SAG_LIVE_TEXT_BYTES + 2] = "";
    for (size_t e = 0; e < state->event_count; e++) {
        char headline[SAG_LIVE_TEXT_BYTES];
        char spoken[SAG_LIVE_TEXT_BYTES];
        sag__live_words_event(headline, spoken, &state->event[e], state);
        if (headline[0] != '\0') {
            add_told(self, headline);
            snprintf(self->headline, sizeof self->headline, "%s", headline);
            self->headline_ns = t_ns;
            self->tone = state->event[e].kind == SAG_LIVE_EVENT_CUE ? SAG_LIVE_TONE_CARE : SAG_LIVE_TONE_GOOD;
        }
        size_t used = strlen(said);
        snprintf(said + used, sizeof said - used, "%s%s", used > 0 ? " " : "", spoken);
    }
    if (said[0] != '\0') {
        sag__voice_say(self->voice, said);
    }
    if (self->headline[0] != '\0' && t_ns - self->headline_ns > HEADLINE_NS) {
        self->headline[0] = '\0';
    }
}

/* An instruction is said when it appears. */
static void say_advice(think *self, sag_live_advice *last)
{
    const sag_live_state *state = sag_live_get_state(self->live);
    sag_live_advice advice = state->phase == SAG_LIVE_PHASE_SETUP ? state->advice : SAG_LIVE_ADVICE_NONE;
    if (advice != *last && advice != SAG_LIVE_ADVICE_NONE) {
        sag__voice_say(self->voice, sag_live_advice_text(advice));
    } else if (advice != *last && state->phase == SAG_LIVE_PHASE_STILL) {
        sag__voice_say(self->voice, "Stand still.");
    }
    *last = advice;
}

/* Body, back and analysis of one frame. */
static sag_status look_at(think *self, const sag__live_shot *shot)
{
    int64_t start_ns = sag__clock_wall_ns();
    sag_skeleton skeleton;
    sag_outline outline = {0};
    sag_status status = sag_tracker_step(self->tracker, &skeleton, &shot->frame);
    if (status != SAG_STATUS_OK) {
        return refuse(self, SAG_SESSION_STAGE_MODEL, status, "find the body in", shot->frame.index);
    }
    double light = -1.0;
    if (skeleton.found) {
        light = sag__sample_brightness(&shot->frame, &skeleton.region);
        self->light_sum += light;
        self->light_count++;
        if (self->options->with_back) {
            sag_tracker_trace_outline(self->tracker, &outline, &skeleton, &shot->frame);
        }
    }
    int64_t posed_ns = sag__clock_wall_ns();
    status = sag_live_step(self->live, &skeleton, &outline, light);
    if (status != SAG_STATUS_OK) {
        return refuse(self, SAG_SESSION_STAGE_ANALYSIS, status, "keep", shot->frame.index);
    }
    int64_t done_ns = sag__clock_wall_ns();
    sag__live_times_add(&self->wait, start_ns - shot->taken_ns);
    sag__live_times_add(&self->pose, posed_ns - start_ns);
    sag__live_times_add(&self->analysis, done_ns - posed_ns);
    self->times.pose_ns += posed_ns - start_ns;
    self->times.analyze_ns += done_ns - posed_ns;
    return SAG_STATUS_OK;
}

static void publish(think *self, const sag__live_shot *shot)
{
    shown *out = &self->picture[sag__newest_begin(&self->newest)];
    memcpy(out->rgb, shot->frame.rgb, (size_t)shot->frame.height_px * (size_t)shot->frame.stride_bytes);
    out->frame = shot->frame;
    out->frame.rgb = out->rgb;
    out->taken_ns = shot->taken_ns;
    out->state = *sag_live_get_state(self->live);
    snprintf(out->headline, sizeof out->headline, "%s", self->headline);
    out->tone = self->tone;
    int64_t step_ns = shot->frame.t_ns - self->last_ns;
    if (self->last_ns > 0 && step_ns > 0) {
        double rate_hz = 1e9 / (double)step_ns;
        self->rate_hz = self->rate_hz > 0.0 ? 0.95 * self->rate_hz + 0.05 * rate_hz : rate_hz;
    }
    self->last_ns = shot->frame.t_ns;
    out->rate_hz = self->rate_hz;
    sag__newest_publish(&self->newest);
}

/* t_ns: of the newest frame. A camera that is away gives no time: with one it is the clock's. */
static bool is_over(think *self, int64_t t_ns)
{
    const sag_live_session_options *options = self->options;
    int64_t passed_ns = options->file_path != NULL ? t_ns : sag__clock_wall_ns() - self->start_ns;
    bool late = options->seconds_max > 0.0 && (double)passed_ns * 1e-9 >= options->seconds_max;
    bool stopped = options->stop != NULL && *options->stop != 0;
    return late || stopped || atomic_load(&self->end_wanted) ||
           sag_live_get_state(self->live)->phase == SAG_LIVE_PHASE_ENDED;
}

static void *run_thinking(void *context)
{
    think *self = context;
    sag_live_advice last = SAG_LIVE_ADVICE_NONE;
    int64_t t_ns = 0;
    self->start_ns = sag__clock_wall_ns();
    while (self->status == SAG_STATUS_OK && !is_over(self, t_ns)) {
        sag__live_shot shot;
        sag_status fetched = sag__live_feed_fetch(self->feed, &shot, FRAME_WAIT_NS, &self->err);
        sag__voice_set_silent(self->voice, atomic_load(&self->voice_off));
        if (fetched == SAG_STATUS_AGAIN) {
            continue;
        }
        if (fetched != SAG_STATUS_OK) {
            self->status = fetched;
            self->failed = fetched < 0 ? SAG_SESSION_STAGE_SOURCE : self->failed;
            break;
        }
        t_ns = shot.frame.t_ns;
        self->status = select_person(self);
        if (self->status == SAG_STATUS_OK) {
            self->status = look_at(self, &shot);
        }
        if (self->status == SAG_STATUS_OK) {
            bool start = atomic_exchange(&self->start_wanted, false);
            tell_events(self, t_ns);
            if (start) {
                sag_live_start(self->live);
                tell_events(self, t_ns);
            }
            say_advice(self, &last);
            if (sag_live_get_state(self->live)->phase >= SAG_LIVE_PHASE_COUNTDOWN) {
                sag__live_journal_keep(self->journal, sag_live_get_motion(self->live));
            }
            publish(self, &shot);
        }
    }
    sag_live_end(self->live);
    tell_events(self, t_ns);
    if (self->tracker != NULL) {
        self->people = sag_tracker_get_people(self->tracker);
        self->times.tracker = sag_tracker_get_times(self->tracker);
    }
    sag__newest_close(&self->newest);
    return NULL;
}

/* ---- the window's loop ---- */

typedef struct stage {
    const sag_live_session_options *options;
    think *think;
    sag__window *window;
    sag_live_view *view;
    bool mirror;
    bool details;
    int snapshot_count;
    char note[SAG_LIVE_TEXT_BYTES]; /* what happened to the camera, or a snapshot's name; shown for a while */
    int64_t note_ns;
    const shown *newest;
    sag__live_times draw;
    sag__live_times latency;
} stage;

static void tell(const stage *self, const char *line)
{
    if (self->options->tell != NULL) {
        self->options->tell(self->options->tell_context, line);
    }
}

static void note(stage *self, const char *line)
{
    snprintf(self->note, sizeof self->note, "%.*s", (int)sizeof self->note - 1, line);
    self->note_ns = sag__clock_wall_ns();
    tell(self, line);
}

/* Without a window what it would say is told in lines. */
static void take_told(const stage *self)
{
    char lines[sizeof self->think->lines];
    pthread_mutex_lock(&self->think->mutex);
    memcpy(lines, self->think->lines, sizeof lines);
    self->think->lines[0] = '\0';
    pthread_mutex_unlock(&self->think->mutex);
    for (char *line = lines, *end = NULL; self->window == NULL && (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        tell(self, line);
    }
}

static void take_notes(stage *self)
{
    take_told(self);
    char line[SAG_CAMERA_TEXT_BYTES];
    if (sag__live_feed_take_note(self->think->feed, line, sizeof line)) {
        note(self, line);
    }
}

static void fill_status(const stage *self, sag_live_scene *scene)
{
    if (self->note[0] != '\0' && sag__clock_wall_ns() - self->note_ns < HEADLINE_NS) {
        snprintf(scene->status, sizeof scene->status, "%s", self->note);
    } else if (self->details) {
        sag_live_stage drawing = sag__live_times_sum(&self->draw);
        sag_live_stage latency = sag__live_times_sum(&self->latency);
        snprintf(scene->status, sizeof scene->status, "%.60s   %.0f/s   drawing %.0f ms   latency %.0f, 95%% %.0f ms",
                 sag__live_feed_get_name(self->think->feed), self->newest->rate_hz, 1e-6 * (double)drawing.p50_ns,
                 1e-6 * (double)latency.p50_ns, 1e-6 * (double)latency.p95_ns);
    } else {
        snprintf(scene->status, sizeof scene->status, "%.80s   %.0f/s", sag__live_feed_get_name(self->think->feed),
                 self->newest->rate_hz);
    }
}

static sag_status draw(stage *self, int width_px, int height_px, sag_frame *picture, sag_error *err)
{
    sag_live_scene scene = {.frame = &self->newest->frame, .mirror = self->mirror, .recording = self->options->record};
    sag__live_words_fill(&scene, &self->newest->state, self->options->live.analysis.movement);
    if (self->newest->headline[0] != '\0' && self->newest->state.phase >= SAG_LIVE_PHASE_ACTIVE) {
        snprintf(scene.headline, sizeof scene.headline, "%s", self->newest->headline);
        scene.headline_tone = self->newest->tone;
    }
    fill_status(self, &scene);
    return sag_live_view_draw(self->view, picture, &scene, width_px, height_px, err);
}

static void write_snapshot(stage *self)
{
    char name[32];
    char path[SAG__OUTPUTS_PATH_BYTES];
    char line[SAG__OUTPUTS_PATH_BYTES + 16];
    sag_error err = {0};
    sag_frame picture;
    snprintf(name, sizeof name, "snapshot-%02d.png", self->snapshot_count + 1);
    const char *folder = self->options->out_folder != NULL ? self->options->out_folder : ".";
    sag_status status = sag__outputs_join(path, folder, name, &err);
    if (status == SAG_STATUS_OK && self->window == NULL) {
        status = draw(self, self->newest->frame.width_px, self->newest->frame.height_px, &picture, &err);
    }
    if (status == SAG_STATUS_OK) {
        status = sag_live_view_write_png(self->view, path, &err);
    }
    self->snapshot_count += status == SAG_STATUS_OK;
    snprintf(line, sizeof line, "wrote %s", path);
    note(self, status == SAG_STATUS_OK ? line : err.text);
}

/* The last picture, of the camera's own size. Returns SAG_STATUS_OK also where none was wanted or none came. */
static sag_status write_last(stage *self, sag_error *err)
{
    const char *path = self->options->snapshot_path;
    if (path == NULL || self->newest == NULL) {
        return SAG_STATUS_OK;
    }
    sag_frame picture;
    const sag_frame *frame = &self->newest->frame;
    sag_status status = draw(self, frame->width_px, frame->height_px, &picture, err);
    return status == SAG_STATUS_OK ? sag_live_view_write_png(self->view, path, err) : status;
}

static void press(stage *self, int key)
{
    think *t = self->think;
    switch (key) {
    case 'q':
    case SAG__WINDOW_ESCAPE:
        atomic_store(&t->end_wanted, true);
        break;
    case ' ': {
        bool counting = self->newest != NULL && self->newest->state.phase >= SAG_LIVE_PHASE_ACTIVE;
        atomic_store(counting ? &t->end_wanted : &t->start_wanted, true);
        break;
    }
    case 'm':
        self->mirror = !self->mirror;
        break;
    case 'd':
        self->details = !self->details;
        break;
    case 'v':
        atomic_store(&t->voice_off, !atomic_load(&t->voice_off));
        note(self, atomic_load(&t->voice_off) ? "voice off" : "voice on");
        break;
    case 's':
        if (self->newest != NULL) {
            write_snapshot(self);
        }
        break;
    default:
        break;
    }
}

static void click(stage *self, double x_px, double y_px)
{
    double frame_x, frame_y;
    if (sag_live_view_locate(self->view, &frame_x, &frame_y, x_px, y_px)) {
        atomic_store(&self->think->select_x_px, (int)frame_x);
        atomic_store(&self->think->select_y_px, (int)frame_y);
        atomic_store(&self->think->select_wanted, true);
    }
}

/* Returns: whether the picture must be drawn again. */
static bool take_window_events(stage *self)
{
    bool again = false;
    sag__window_event event;
    while (self->window != NULL && sag__window_poll(self->window, &event)) {
        switch (event.kind) {
        case SAG__WINDOW_QUIT:
            atomic_store(&self->think->end_wanted, true);
            break;
        case SAG__WINDOW_KEY:
            press(self, event.key);
            again = true;
            break;
        case SAG__WINDOW_CLICK:
            click(self, event.x_px, event.y_px);
            break;
        case SAG__WINDOW_REDRAW:
            again = true;
            break;
        }
    }
    return again;
}

static sag_status show(stage *self, bool is_new, sag_error *err)
{
    int width_px, height_px;
    sag_frame picture;
    int64_t start_ns = sag__clock_wall_ns();
    sag__window_get_size(self->window, &width_px, &height_px);
    sag_status status = draw(self, width_px, height_px, &picture, err);
    if (status == SAG_STATUS_OK) {
        status = sag__window_show(self->window, &picture);
        status = status == SAG_STATUS_OK ? status : sag__fail(err, status, "cannot show the picture: the screen is gone");
    }
    int64_t shown_ns = sag__clock_wall_ns();
    sag__live_times_add(&self->draw, shown_ns - start_ns);
    if (is_new) {
        sag__live_times_add(&self->latency, shown_ns - self->newest->taken_ns);
    }
    return status;
}

/* Show pictures until the thinking is over. */
static sag_status run_stage(stage *self, sag_error *err)
{
    sag_status status = SAG_STATUS_OK;
    for (;;) {
        bool closed = sag__newest_is_closed(&self->think->newest);
        int slot = sag__newest_fetch(&self->think->newest, PICTURE_WAIT_NS);
        take_notes(self);
        if (slot >= 0) {
            self->newest = &self->think->picture[slot];
        } else if (closed) {
            return status;
        }
        bool again = take_window_events(self);
        if (self->window != NULL && self->newest != NULL && status == SAG_STATUS_OK && (slot >= 0 || again)) {
            status = show(self, slot >= 0, err);
            if (status != SAG_STATUS_OK) {
                atomic_store(&self->think->end_wanted, true); /* what was measured is reported */
            }
        } else if (slot >= 0) {
            sag__live_times_add(&self->latency, sag__clock_wall_ns() - self->newest->taken_ns);
        }
    }
}

/* ---- from opening to the report ---- */

static sag_status open_live(think *self, const sag_session_options *session, sag_error *err)
{
    sag_motion_facts *facts = sag__memory_alloc(1, sizeof *facts);
    if (facts == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot begin: out of memory");
    }
    sag_live_options how = self->options->live;
    const sag_source_info *info = sag__live_feed_get_info(self->feed);
    how.width_px = info->width_px;
    how.height_px = info->height_px;
    sag__finish_fill_facts(facts, sag__live_feed_get_name(self->feed), session, self->tracker);
    facts->source = *info;
    facts->person_count = -1;
    facts->takeover_count = -1;
    facts->body_light = -1.0;
    sag_status status = sag_live_create(&self->live, &how, facts, err);
    sag__memory_free(facts);
    size_t bytes = 3 * (size_t)info->width_px * (size_t)info->height_px;
    for (int i = 0; status == SAG_STATUS_OK && i < SAG__NEWEST_SLOTS; i++) {
        self->picture[i].rgb = sag__memory_alloc(bytes, 1);
        status = self->picture[i].rgb != NULL ? status
                                               : sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot begin: out of memory");
    }
    return status;
}

static sag_status open_window(stage *self, sag_error *err)
{
    sag_status status = sag_live_view_open(&self->view, err);
    if (status == SAG_STATUS_OK && !self->options->headless) {
        const sag_source_info *info = sag__live_feed_get_info(self->think->feed);
        int longer_px = info->width_px > info->height_px ? info->width_px : info->height_px;
        status = sag__window_open(&self->window, "Sagitta", WINDOW_SIDE_PX * info->width_px / longer_px,
                                  WINDOW_SIDE_PX * info->height_px / longer_px, self->options->full_screen, err);
    }
    return status;
}

/* Take the motion over from the live analysis, with what is known of its source now. */
static sag_motion *take_motion(think *t)
{
    sag_motion *motion = sag_live_take_motion(t->live);
    sag_motion_facts *facts = sag_motion_get_facts(motion);
    size_t count = sag_motion_get_count(motion);
    facts->source.frame_count = (int64_t)count;
    facts->source.duration_ns = sag_motion_get(motion, count - 1)->t_ns;
    facts->person_count = t->people.count;
    facts->takeover_count = t->people.takeover_count;
    facts->body_light = t->light_count > 0 ? t->light_sum / (double)t->light_count : -1.0;
    return motion;
}

static sag_status report(sag_session_result *result, think *t, const sag_session_options *session, sag_error *err)
{
    if (t->live == NULL || sag_motion_get_count(sag_live_get_motion(t->live)) == 0) {
        return SAG_STATUS_OK;
    }
    sag__outputs_task task = {.options = session, .is_recording = true};
    result->motion = take_motion(t);
    sag_status status = session->out_folder != NULL ? sag__outputs_prepare(&task, err) : SAG_STATUS_OK;
    return status == SAG_STATUS_OK ? sag__finish(result, &task, err) : status;
}

static void sum_up(sag_live_stats *stats, think *t, const stage *s)
{
    if (t->feed != NULL) {
        sag__live_feed_stop(t->feed);
        sag__live_feed_count(t->feed, stats);
    }
    stats->undrawn_count = sag__newest_get_dropped(&t->newest);
    stats->wait = sag__live_times_sum(&t->wait);
    stats->pose = sag__live_times_sum(&t->pose);
    stats->analysis = sag__live_times_sum(&t->analysis);
    stats->draw = sag__live_times_sum(&s->draw);
    stats->latency = sag__live_times_sum(&s->latency);
}

/* Open everything in the order in which a failure costs least. */
static sag_status open_all(sag_session_result *result, think *t, stage *s, const sag_session_options *session,
                           sag_error *err)
{
    sag_status status = SAG_STATUS_OK;
    if (session->out_folder != NULL) {
        sag__outputs_task task = {.options = session, .is_recording = true};
        result->failed = SAG_SESSION_STAGE_OUTPUT;
        status = sag__outputs_prepare(&task, err);
    }
    if (status == SAG_STATUS_OK && session->out_folder != NULL) {
        status = sag__live_journal_open(&t->journal, session->out_folder, err);
    }
    if (status == SAG_STATUS_OK) {
        result->failed = SAG_SESSION_STAGE_MODEL;
        status = open_tracker(t, &t->options->tracker, err);
    }
    if (status == SAG_STATUS_OK) {
        sag__finish_note_engine(result, t->tracker);
        result->failed = SAG_SESSION_STAGE_SOURCE;
        status = sag__live_feed_open(&t->feed, t->options, err);
    }
    if (status == SAG_STATUS_OK) {
        result->failed = SAG_SESSION_STAGE_OUTPUT;
        status = open_window(s, err);
    }
    if (status == SAG_STATUS_OK) {
        result->failed = SAG_SESSION_STAGE_ANALYSIS;
        t->voice = t->options->voice ? sag__voice_open() : NULL;
        status = open_live(t, session, err);
    }
    if (status == SAG_STATUS_OK) {
        t->has_thread = sag__thread_start(&t->thread, run_thinking, t);
        status = t->has_thread ? status : sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot begin: no thread");
    }
    result->failed = status == SAG_STATUS_OK ? SAG_SESSION_STAGE_NONE : result->failed;
    return status;
}

static void close_all(think *t, stage *s)
{
    sag__live_feed_close(t->feed);
    sag__window_close(s->window);
    sag_live_view_close(s->view);
    sag__voice_close(t->voice);
    sag__live_journal_remove(t->journal);
    sag_live_destroy(t->live);
    sag_tracker_close(t->tracker);
    for (int i = 0; i < SAG__NEWEST_SLOTS; i++) {
        sag__memory_free(t->picture[i].rgb);
    }
    sag__newest_destroy(&t->newest);
    pthread_mutex_destroy(&t->mutex);
    sag__memory_free(t);
}

sag_status sag_live_session_run(sag_session_result *result, sag_live_stats *stats,
                                const sag_live_session_options *options, sag_error *err)
{
    *result = (sag_session_result){0};
    *stats = (sag_live_stats){0};
    sag_session_options session;
    sag_session_options_init(&session);
    session.tracker = options->tracker;
    session.analysis = options->live.analysis;
    session.out_folder = options->out_folder;
    session.with_png = false;
    think *t = sag__memory_alloc(1, sizeof *t);
    stage *s = sag__memory_alloc(1, sizeof *s);
    bool good = t != NULL && s != NULL && sag__newest_init(&t->newest);
    if (good && pthread_mutex_init(&t->mutex, NULL) != 0) {
        sag__newest_destroy(&t->newest);
        good = false;
    }
    if (!good) {
        sag__memory_free(t);
        sag__memory_free(s);
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot begin: out of memory");
    }
    t->options = options;
    s->options = options;
    s->think = t;
    s->mirror = options->mirror;
    sag_status status = open_all(result, t, s, &session, err);
    if (status == SAG_STATUS_OK) {
        status = run_stage(s, err);
        status = status == SAG_STATUS_OK ? write_last(s, err) : status;
        result->failed = status == SAG_STATUS_OK ? SAG_SESSION_STAGE_NONE : SAG_SESSION_STAGE_OUTPUT;
        pthread_join(t->thread, NULL);
        take_told(s);
        sum_up(stats, t, s);
        result->times = t->times;
        if (status == SAG_STATUS_OK && t->status < 0) {
            status = t->status;
            result->failed = t->failed;
            if (err != NULL) {
                *err = t->err;
            }
        }
        /* A failure on the way outranks one of the report: it came first and explains more. */
        sag_session_stage first_failed = result->failed;
        sag_status reported = report(result, t, &session, status == SAG_STATUS_OK ? err : NULL);
        if (status == SAG_STATUS_OK) {
            status = reported;
        } else {
            result->failed = first_failed;
        }
    }
    close_all(t, s);
    sag__memory_free(s);
    return status;
}
