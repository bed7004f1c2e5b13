/*
 * fake_camera.h - cameras that do what a script says, behind the table of device functions, on a clock of their own.
 *
 * A fake machine has up to FAKE_NODES device nodes. Its camera fills a buffer every period; each period plays the next
 * event of the script, and plain frames when the script is over. Time passes in poll alone.
 */
#ifndef SAGITTA_TESTS_FAKE_CAMERA_H
#define SAGITTA_TESTS_FAKE_CAMERA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "camera_device.h"

#define FAKE_NODES 4
#define FAKE_MODES 8
#define FAKE_EVENTS 64
#define FAKE_BUFFERS 8
#define FAKE_BUFFER_BYTES (1280 * 720 * 2)

typedef enum fake_kind {
    FAKE_FRAME,     /* value: luma, or RGB value; 0 takes the usual one */
    FAKE_GAP,       /* value: how many frames the driver loses, each a period */
    FAKE_SHORT,     /* a buffer that lacks one byte; of JPEG half of it */
    FAKE_EMPTY,     /* a buffer with no byte */
    FAKE_FLAGGED,   /* a buffer that the driver marks as damaged */
    FAKE_OVERFULL,  /* a buffer that claims more bytes than it has */
    FAKE_CORRUPT,   /* JPEG: bytes in the middle are overwritten */
    FAKE_SILENCE,   /* value: ns without anything */
    FAKE_UNPLUG,    /* value: ns until it is back, negative: never */
    FAKE_HANG_UP,   /* as FAKE_UNPLUG, but poll alone tells */
    FAKE_IO_ERROR,  /* the stream fails with EIO until it is started again; value: the errno in place of EIO */
    FAKE_SIGNAL,    /* poll is interrupted */
    FAKE_INTERRUPT, /* the next ioctl of each kind is interrupted once, then a frame */
    FAKE_SAME_TIME, /* a frame with the time of the one before */
    FAKE_FUTURE     /* a frame whose time lies an hour ahead */
} fake_kind;

typedef struct fake_event {
    fake_kind kind;
    int64_t value;
} fake_event;

typedef struct fake_mode {
    uint32_t code;
    uint32_t flags;
    int width;
    int height;
    int width_max; /* 0: a single size */
    int height_max;
    int step;
    double rates[4]; /* 0 ends them */
} fake_mode;

typedef struct fake_node {
    const char *path; /* NULL: none */
    const char *card;
    const char *bus;
    bool is_output;   /* no capture device */
    bool is_no_video; /* not V4L2 at all */
    int open_errno;
    int format_errno; /* of S_FMT */
    int start_errno;  /* of STREAMON */
    fake_mode modes[FAKE_MODES];
    int mode_count;
} fake_node;

typedef struct fake_camera {
    sag__camera_device device; /* to be opened on */
    fake_node node[FAKE_NODES];
    int64_t now_ns;
    /* What the driver of the test wants. */
    fake_event event[FAKE_EVENTS];
    int event_count;
    int event_next;
    bool no_monotonic;    /* buffers carry another clock */
    bool no_sequence;     /* sequence numbers stand still */
    uint32_t first_sequence; /* of a stream */
    int usual_value;      /* luma of frames */
    int back_as;          /* the node under which the camera comes back */
    uint32_t colorspace;  /* of the format set */
    uint32_t encoding;
    uint32_t quantization;
    int padding_bytes;    /* behind each row */
    int buffer_count_max;
    const uint8_t *jpeg;  /* what an MJPEG camera sends */
    size_t jpeg_bytes;
    /* What happened. */
    int open_count;       /* file descriptors that are open */
    int map_count;
    int opened_ever;
    int format_set_count;
    /* The stream. */
    int plugged;          /* node of the camera; -1 while it is away */
    int64_t back_ns;      /* when it is back; negative never */
    int fd_node;          /* of the descriptor that streams */
    bool is_on;
    bool is_dead;         /* the descriptor's device is gone */
    bool is_hung_up;
    int failing;          /* errno of every DQBUF until the stream starts again */
    int interrupts;
    fake_mode set;
    double rate;
    int64_t next_ns;
    uint32_t sequence;
    int64_t last_t_ns;
    int buffer_count;
    bool queued[FAKE_BUFFERS];
    struct {
        int index;
        size_t used;
        bool flagged;
        uint32_t sequence;
        int64_t t_ns;
    } ready[FAKE_BUFFERS];
    int ready_count;
    uint8_t memory[FAKE_BUFFERS][FAKE_BUFFER_BYTES];
} fake_camera;

/* A machine with one webcam at node 0: YUYV 640x480 at 30 and 15, 1280x720 at 10; MJPEG 640x480 and 1280x720 at 30. */
void fake_camera_init(fake_camera *fake);

/* Append to the script. */
void fake_camera_push(fake_camera *fake, fake_kind kind, int64_t value);

/* Append count plain frames. */
void fake_camera_frames(fake_camera *fake, int count);

/* Put a JPEG of one grey value (libjpeg) into memory. Returns its size. */
size_t fake_camera_jpeg(uint8_t *out, size_t size, int width_px, int height_px, int value);

#endif
