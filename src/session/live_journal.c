#include "live_journal.h"

#include <stdint.h>

#include "fail.h"
#include "memory.h"
#include "outputs.h"
#include "recording_write.h"

#define STEP_NS 1000000000

struct sag__live_journal {
    sag__outfile *file; /* NULL: not begun, or the disk took no more */
    char path[SAG__OUTPUTS_PATH_BYTES];
    size_t kept_count;
    int64_t first_ns;   /* of the motion that is kept */
    int64_t kept_ns;
    bool failed;
};

sag_status sag__live_journal_open(sag__live_journal **out, const char *folder, sag_error *err)
{
    sag__live_journal *self = sag__memory_alloc(1, sizeof *self);
    *out = self;
    if (self == NULL) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot begin: out of memory");
    }
    sag_status status = sag__outputs_join(self->path, folder, "set-in-progress.txt", err);
    if (status != SAG_STATUS_OK) {
        sag__live_journal_remove(self);
        *out = NULL;
    }
    return status;
}

static void begin(sag__live_journal *self, const sag_motion *motion)
{
    sag__outfile_discard(self->file);
    self->file = NULL;
    self->kept_count = 0;
    self->first_ns = sag_motion_get(motion, 0)->t_ns;
    self->failed = sag__outfile_open(&self->file, self->path, NULL) != SAG_STATUS_OK ||
                   sag__recording_begin(self->file, self->path, motion, NULL) != SAG_STATUS_OK;
}

void sag__live_journal_keep(sag__live_journal *self, const sag_motion *motion)
{
    size_t count = sag_motion_get_count(motion);
    if (self == NULL || self->failed || count == 0) {
        return;
    }
    int64_t now_ns = sag_motion_get(motion, count - 1)->t_ns;
    bool is_another = self->file == NULL || count < self->kept_count || sag_motion_get(motion, 0)->t_ns != self->first_ns;
    if (!is_another && now_ns - self->kept_ns < STEP_NS) {
        return;
    }
    if (is_another) {
        begin(self, motion);
    }
    for (; !self->failed && self->kept_count < count; self->kept_count++) {
        self->failed = !sag__recording_append(self->file, motion, self->kept_count);
    }
    if (!self->failed) {
        sag__recording_end_for_now(self->file, count);
        self->failed = sag__outfile_get_errno(self->file) != 0;
    }
    self->kept_ns = now_ns;
}

void sag__live_journal_remove(sag__live_journal *self)
{
    if (self != NULL) {
        sag__outfile_discard(self->file);
        sag__memory_free(self);
    }
}
