/*
 * reader.h - what every kind of source gives to source.c, and the two kinds there are.
 *
 * A reader delivers upright pictures with the time of its own clock; source.c makes frames of them: it starts the
 * time at zero, applies the slow motion, drops pictures whose time does not increase and keeps the running facts.
 * A further kind (a live camera) is one more table of these functions and one more branch in source.c.
 * Thread: one reader is used by one thread at a time.
 */
#ifndef SAGITTA_CAPTURE_READER_H
#define SAGITTA_CAPTURE_READER_H

#include <sagitta/frame.h>
#include <sagitta/source.h>
#include <sagitta/status.h>

/* The time of a picture whose container does not say it. */
#define SAG__READER_TIME_UNKNOWN INT64_MIN

/* In the place of a buffer: the pixels are not wanted. */
#define SAG__READER_NO_PIXELS (-1)

typedef struct sag__reader sag__reader; /* each kind's own */

typedef struct sag__reader_kind {
    /*
     * Deliver the next picture: everything in out but its index; t_ns on the reader's clock, or
     * SAG__READER_TIME_UNKNOWN. place: the buffer for the pixels, the others stay as they are. With
     * SAG__READER_NO_PIXELS the picture is decoded but not converted, and only the time is filled; whether it could
     * have been converted is not learned. Damage is written into info with sag__reader_note_damage.
     * Returns SAG_STATUS_OK, SAG_STATUS_END or a failure. Ownership: pixels are borrowed until the next step with the
     *   same place.
     */
    sag_status (*step)(sag__reader *reader, sag_frame *out, int place, sag_source_info *info, sag_error *err);

    /* Have buffers at the places 0 to count - 1, at most SAG_SOURCE_KEPT_MAX. Returns SAG_STATUS_OK or _NO_MEMORY. */
    sag_status (*keep)(sag__reader *reader, int count);

    /* Release everything. Accepts NULL. */
    void (*close)(sag__reader *reader);
} sag__reader_kind;

extern const sag__reader_kind sag__reader_video;
extern const sag__reader_kind sag__reader_folder;

/*
 * Open a video or image file, a regular file by its path; fills the open-time facts of info.
 * Returns SAG_STATUS_OK, _NOT_FOUND, _IO, _FORMAT, _UNSUPPORTED, _LIMIT or _NO_MEMORY.
 * Ownership: *out is transferred on success, release with the kind's close; NULL on failure.
 */
sag_status sag__reader_open_video(sag__reader **out, const char *path, int thread_count, sag_source_info *info,
                                  sag_error *err);

/*
 * Continue with another file: pictures keep the size of the first file's pictures.
 * Returns as sag__reader_open_video; after a failure the reader is at its end and may be given a further file.
 */
sag_status sag__reader_next_video(sag__reader *reader, const char *path, sag_source_info *info, sag_error *err);

/* Open a folder of images. Returns and ownership as sag__reader_open_video. */
sag_status sag__reader_open_folder(sag__reader **out, const char *path, double image_rate_hz,
                                   sag_source_info *info, sag_error *err);

/* Mark the source as damaged; the first line written stays. */
void sag__reader_note_damage(sag_source_info *info, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
