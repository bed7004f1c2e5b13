#include <criterion/criterion.h>

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sagitta/source.h>

/* The media are made by the ffmpeg program, in a folder of their own that is the working directory. */
static char folder[] = "/tmp/sagitta-source-XXXXXX";
static sag_error err;

#define PICTURES "-f lavfi -i testsrc2=size=64x48:rate=25:duration=1 "
#define H264 "-c:v libx264 -threads 1 -pix_fmt yuv420p "

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    if (chdir("/") != 0 || system(command) != 0) {
        abort();
    }
}

TestSuite(source, .init = make_folder, .fini = remove_folder);

static void run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void run(const char *format, ...)
{
    char command[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    cr_assert_eq(system(command), 0, "%s", command);
}

#define ffmpeg(...) run("timeout 60 ffmpeg -nostdin -v error -y " __VA_ARGS__)

static sag_source *must_open(const char *path, const sag_source_options *options)
{
    sag_source *source = NULL;
    cr_assert_eq(sag_source_open(&source, path, options, &err), SAG_STATUS_OK, "%s", err.text);
    return source;
}

static void must_fail(const char *path, sag_status status, const char *text)
{
    sag_source *source = (sag_source *)(void *)folder;
    cr_assert_eq(sag_source_open(&source, path, NULL, &err), status, "%s: %s", path, sag_status_name(err.status));
    cr_assert_null(source);
    cr_assert_eq(err.status, status);
    cr_assert_not_null(strstr(err.text, text), "%s", err.text);
    cr_assert_not_null(strstr(err.text, path), "%s", err.text);
}

/* Step to the end; times of the first time_max frames into t_ns when given. Returns the number of frames. */
static int64_t drain(sag_source *source, int64_t *t_ns, int64_t time_max)
{
    sag_frame frame;
    sag_status status = SAG_STATUS_OK;
    int64_t count = 0;
    int64_t last_ns = -1;
    while ((status = sag_source_step(source, &frame, &err)) == SAG_STATUS_OK) {
        cr_assert_eq(frame.index, count);
        cr_assert_gt(frame.t_ns, last_ns);
        last_ns = frame.t_ns;
        if (t_ns != NULL && count < time_max) {
            t_ns[count] = frame.t_ns;
        }
        count++;
    }
    cr_assert_eq(status, SAG_STATUS_END);
    cr_assert_eq(sag_source_step(source, &frame, &err), SAG_STATUS_END, "the end stays");
    const sag_source_info *info = sag_source_get_info(source);
    cr_assert_eq(info->frame_count, count);
    cr_assert_eq(info->duration_ns, last_ns);
    return count;
}

/* All pixels of path, frame by frame without padding. Ownership: released with free. */
static uint8_t *all_pixels(const char *path, size_t *size_bytes)
{
    sag_source *source = must_open(path, NULL);
    uint8_t *all = NULL;
    *size_bytes = 0;
    sag_frame frame;
    while (sag_source_step(source, &frame, &err) == SAG_STATUS_OK) {
        size_t row_bytes = 3 * (size_t)frame.width_px;
        all = realloc(all, *size_bytes + row_bytes * (size_t)frame.height_px);
        cr_assert_not_null(all);
        for (int y = 0; y < frame.height_px; y++, *size_bytes += row_bytes) {
            memcpy(all + *size_bytes, frame.rgb + y * frame.stride_bytes, row_bytes);
        }
    }
    sag_source_close(source);
    return all;
}

static uint8_t *read_raw(const char *path, size_t size_bytes)
{
    FILE *stream = fopen(path, "rb");
    cr_assert_not_null(stream);
    uint8_t *bytes = malloc(size_bytes + 1);
    cr_assert_not_null(bytes);
    cr_assert_eq(fread(bytes, 1, size_bytes + 1, stream), size_bytes, "%s has another size", path);
    fclose(stream);
    return bytes;
}

/* Every pixel as the ffmpeg program gives it. */
static void must_equal_ffmpeg(const char *path)
{
    ffmpeg("-i '%s' -fps_mode passthrough -f rawvideo -pix_fmt rgb24 raw.rgb", path);
    size_t size_bytes = 0;
    uint8_t *ours = all_pixels(path, &size_bytes);
    cr_assert_gt(size_bytes, 0);
    uint8_t *theirs = read_raw("raw.rgb", size_bytes);
    cr_assert_eq(memcmp(ours, theirs, size_bytes), 0, "%s", path);
    free(ours);
    free(theirs);
}

static void write_text(const char *path, const char *text)
{
    FILE *stream = fopen(path, "w");
    cr_assert_not_null(stream);
    fputs(text, stream);
    fclose(stream);
}

Test(source, keeps_a_variable_rate)
{
    /* Pictures 5, 6, 8 and 9 are missing: the times have gaps of 80 and 120 ms. */
    static const char *const names[] = {"v.mp4", "v.mkv"};
    ffmpeg(PICTURES "-vf \"select='not(between(n,5,9))+eq(n,7)'\" -fps_mode vfr " H264 "v.mp4");
    ffmpeg("-i v.mp4 -c copy v.mkv");
    for (int i = 0; i < 2; i++) {
        sag_source *source = must_open(names[i], NULL);
        int64_t t_ns[32];
        cr_assert_eq(drain(source, t_ns, 32), 21);
        cr_assert_eq(t_ns[0], 0);
        cr_assert_eq(t_ns[4], 160000000);
        cr_assert_eq(t_ns[5], 280000000);
        cr_assert_eq(t_ns[6], 400000000);
        cr_assert_eq(t_ns[20], 960000000);
        cr_assert(sag_source_get_info(source)->variable_rate);
        cr_assert_not(sag_source_get_info(source)->damaged);
        sag_source_close(source);
    }
}

Test(source, takes_a_late_last_picture_for_whole)
{
    /* Reordered pictures: the last one's decoding time lies long before its presentation time. */
    ffmpeg(PICTURES "-vf \"setpts='if(eq(N,24),PTS+3/TB,PTS)'\" -fps_mode vfr -bf 3 " H264 "late.mkv");
    sag_source *source = must_open("late.mkv", NULL);
    int64_t t_ns[32];
    cr_assert_eq(drain(source, t_ns, 32), 25);
    cr_assert_gt(t_ns[24] - t_ns[23], 3000000000);
    cr_assert_not(sag_source_get_info(source)->damaged, "%s", sag_source_get_info(source)->damage);
    sag_source_close(source);
}

Test(source, tells_a_video)
{
    ffmpeg(PICTURES "-bf 3 " H264 "plain.mp4");
    sag_source *source = must_open("plain.mp4", NULL);
    const sag_source_info *info = sag_source_get_info(source);
    cr_assert_eq(info->kind, SAG_SOURCE_KIND_VIDEO);
    cr_assert_eq(info->width_px, 64);
    cr_assert_eq(info->height_px, 48);
    cr_assert_eq(info->frame_count, 0);
    cr_assert_eq(info->frame_count_hint, 25);
    cr_assert_str_eq(info->codec, "h264");
    cr_assert_str_eq(info->pixel_format, "yuv420p");
    cr_assert_float_eq(info->nominal_rate_hz, 25.0, 1e-9);
    int64_t t_ns[25];
    cr_assert_eq(drain(source, t_ns, 25), 25);
    for (int i = 0; i < 25; i++) {
        cr_assert_eq(t_ns[i], i * 40000000LL);
    }
    cr_assert_not(info->variable_rate);
    cr_assert_not(info->damaged, "%s", info->damage);
    sag_source_close(source);
}

Test(source, divides_the_time_of_slow_motion)
{
    ffmpeg(PICTURES H264 "plain.mp4");
    sag_source_options options;
    sag_source_options_init(&options);
    options.slow_motion_ratio = 4.0;
    sag_source *source = must_open("plain.mp4", &options);
    int64_t t_ns[25];
    drain(source, t_ns, 25);
    cr_assert_eq(t_ns[24], 240000000);
    sag_source_close(source);
    static const double bad[] = {0.0, -1.0, 1e9, 0.0 / 0.0};
    for (int i = 0; i < 4; i++) {
        options.slow_motion_ratio = bad[i];
        cr_assert_eq(sag_source_open(&source, "plain.mp4", &options, &err), SAG_STATUS_ARGUMENT);
    }
}

/* The display matrix turns pixels exactly as ffmpeg turns them, and the info says so. */
Test(source, turns_by_metadata)
{
    ffmpeg(PICTURES H264 "plain.mp4");
    for (int degrees = 90; degrees < 360; degrees += 90) {
        ffmpeg("-i plain.mp4 -metadata:s:v rotate=%d -c copy turned.mp4", degrees);
        must_equal_ffmpeg("turned.mp4");
        sag_source *source = must_open("turned.mp4", NULL);
        const sag_source_info *info = sag_source_get_info(source);
        cr_assert_not(info->flipped);
        /* The tag of this ffmpeg turns the picture counter-clockwise. */
        cr_assert_eq(info->rotation_deg, 360 - degrees);
        cr_assert_eq(info->width_px, degrees == 180 ? 64 : 48);
        sag_source_close(source);
    }
}

Test(source, equals_ffmpeg_for_every_format)
{
    static const char *const formats[][2] = {
        {"gray", "p.png"}, {"gray16be", "p.png"}, {"rgb48be", "p.png"}, {"rgba", "p.png"}, {"pal8", "p.png"},
        {"monob", "p.png"}, {"ya8", "p.png"}, {"yuvj420p", "p.jpg"}, {"yuvj422p", "p.jpg"}, {"yuvj444p", "p.jpg"},
        {"bgr24", "p.bmp"}, {"yuv420p", "p.webp"}, {"rgb24", "p.tiff"},
    };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        ffmpeg("-f lavfi -i testsrc2=size=64x48,scale=63:47 -frames:v 1 -update 1 -pix_fmt %s %s", formats[i][0],
               formats[i][1]);
        must_equal_ffmpeg(formats[i][1]);
        sag_source *source = must_open(formats[i][1], NULL);
        cr_assert_eq(sag_source_get_info(source)->kind, SAG_SOURCE_KIND_IMAGE);
        cr_assert_eq(sag_source_get_info(source)->width_px, 63);
        cr_assert_eq(drain(source, NULL, 0), 1);
        sag_source_close(source);
    }
    static const char *const coded[] = {"yuv420p", "yuv422p", "yuv444p10", "gray", "bgr0"};
    for (size_t i = 0; i < sizeof coded / sizeof *coded; i++) {
        ffmpeg(PICTURES "-vf scale=63:47 -c:v ffv1 -pix_fmt %s p.mkv", coded[i]);
        must_equal_ffmpeg("p.mkv");
    }
    ffmpeg(PICTURES H264 "-colorspace bt709 -color_range tv p.mp4");
    must_equal_ffmpeg("p.mp4");
    ffmpeg(PICTURES "-c:v libx264 -pix_fmt yuvj420p p.mp4");
    must_equal_ffmpeg("p.mp4");
    ffmpeg(PICTURES "-c:v mpeg2video -bf 2 p.ts");
    must_equal_ffmpeg("p.ts");
}

Test(source, makes_pixels_square)
{
    ffmpeg(PICTURES "-vf setsar=2/1 " H264 "wide.mp4");
    sag_source *source = must_open("wide.mp4", NULL);
    cr_assert_eq(sag_source_get_info(source)->width_px, 128);
    cr_assert_eq(sag_source_get_info(source)->height_px, 48);
    sag_source_close(source);
}

Test(source, reads_a_folder_in_natural_order)
{
    cr_assert_eq(mkdir("f", 0700), 0);
    /* One gray level a file: red = 20, 40, 60, 80 in the order of time. */
    ffmpeg("-f lavfi -i color=0x141414:size=8x6 -frames:v 1 -update 1 f/img1.png");
    ffmpeg("-f lavfi -i color=0x282828:size=16x12 -frames:v 1 -update 1 f/img2.PNG");
    ffmpeg("-f lavfi -i color=0x505050:size=8x16 -frames:v 1 -update 1 f/img10.bmp");
    run("cp f/img1.png f/.hidden.png && cp f/img1.png f/notes.txt && echo broken > f/img3.png && mkdir f/x.png && "
        "mkfifo f/img4.png");
    sag_source_options options;
    sag_source_options_init(&options);
    options.image_rate_hz = 10.0;
    sag_source *source = must_open("f", &options);
    const sag_source_info *info = sag_source_get_info(source);
    cr_assert_eq(info->kind, SAG_SOURCE_KIND_FOLDER);
    cr_assert_eq(info->frame_count_hint, 4);
    cr_assert_float_eq(info->nominal_rate_hz, 10.0, 1e-9);
    static const uint8_t level[] = {0x14, 0x28, 0x50};
    static const int64_t t_ns[] = {0, 100000000, 300000000}; /* the broken third file leaves a gap */
    sag_frame frame;
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(sag_source_step(source, &frame, &err), SAG_STATUS_OK);
        cr_assert_eq(frame.t_ns, t_ns[i]);
        cr_assert_eq(frame.index, i);
        cr_assert_eq(frame.width_px, 8);
        cr_assert_eq(frame.height_px, 6);
        const uint8_t *centre = frame.rgb + 3 * frame.stride_bytes + (ptrdiff_t)3 * 4;
        cr_assert(centre[0] >= level[i] - 1 && centre[0] <= level[i] + 1, "frame %d: %d", i, centre[0]);
    }
    cr_assert_eq(frame.rgb[0], 0, "8 x 16 on 8 x 6 keeps its proportions: black at the sides");
    cr_assert_eq(sag_source_step(source, &frame, &err), SAG_STATUS_END);
    cr_assert(info->damaged);
    cr_assert_not_null(strstr(info->damage, "img3.png"), "%s", info->damage);
    sag_source_close(source);

    cr_assert_eq(mkdir("empty", 0700), 0);
    must_fail("empty", SAG_STATUS_FORMAT, "no image files");
    run("echo broken > empty/a.png");
    must_fail("empty", SAG_STATUS_FORMAT, "none of its 1 image files is readable");
}

Test(source, reads_what_a_cut_file_holds)
{
    ffmpeg("-f lavfi -i testsrc2=size=320x240:rate=25:duration=4 " H264 "-movflags +faststart front.mp4");
    ffmpeg("-i front.mp4 -c copy back.mp4");
    ffmpeg("-i front.mp4 -c copy whole.mkv");
    run("for f in front.mp4 back.mp4 whole.mkv; do head -c $(($(stat -c %%s $f) / 2)) $f > cut_$f; done");
    must_fail("cut_back.mp4", SAG_STATUS_FORMAT, "damaged or cut short");

    static const char *const names[] = {"cut_front.mp4", "cut_whole.mkv"};
    for (int i = 0; i < 2; i++) {
        sag_source *source = must_open(names[i], NULL);
        int64_t count = drain(source, NULL, 0);
        const sag_source_info *info = sag_source_get_info(source);
        cr_assert_gt(count, 20);
        cr_assert_lt(count, 80);
        cr_assert(info->damaged);
        cr_assert_eq(strncmp(info->damage, "stopped early", 13), 0, "%s", info->damage);
        char expected[64];
        snprintf(expected, sizeof expected, "stopped early: %lld of 100 frames could be read", (long long)count);
        cr_assert(i == 1 || strcmp(info->damage, expected) == 0, "%s", info->damage);
        sag_source_close(source);
    }
}

Test(source, notes_damage_in_the_middle)
{
    ffmpeg("-f lavfi -i testsrc2=size=320x240:rate=25:duration=4 " H264 "a.mp4");
    run("s=$(stat -c %%s a.mp4); yes | head -c 3000 | dd of=a.mp4 bs=1 seek=$((s / 2)) conv=notrunc 2>/dev/null");
    sag_source *source = must_open("a.mp4", NULL);
    cr_assert_gt(drain(source, NULL, 0), 50);
    cr_assert(sag_source_get_info(source)->damaged);
    sag_source_close(source);
}

Test(source, refuses_what_is_no_local_picture)
{
    must_fail("absent.mp4", SAG_STATUS_NOT_FOUND, "cannot open absent.mp4: No such file or directory");
    must_fail("http://localhost/a.mp4", SAG_STATUS_UNSUPPORTED, "only local files");
    must_fail("/dev/zero", SAG_STATUS_UNSUPPORTED, "not a regular file");
    cr_assert_eq(mkfifo("fifo", 0600), 0);
    must_fail("fifo", SAG_STATUS_UNSUPPORTED, "not a regular file");
    write_text("empty.mp4", "");
    must_fail("empty.mp4", SAG_STATUS_FORMAT, "is empty");
    write_text("text.mp4", "This is a text and nothing else.\n");
    must_fail("text.mp4", SAG_STATUS_FORMAT, "not a video or picture");
    sag_source *source = NULL;
    cr_assert_eq(sag_source_open(&source, "", NULL, &err), SAG_STATUS_ARGUMENT);
    cr_assert_eq(sag_source_open(&source, NULL, NULL, NULL), SAG_STATUS_ARGUMENT);
    sag_source_close(NULL);

    ffmpeg("-f lavfi -i sine=duration=1 sound.mp4");
    must_fail("sound.mp4", SAG_STATUS_FORMAT, "no video");
    ffmpeg("-f lavfi -i color=red:size=20000x8 -frames:v 1 -update 1 wide.png");
    must_fail("wide.png", SAG_STATUS_LIMIT, "20000 x 8");
}

/* A list of other files is text to us, even where the ffmpeg libraries would follow it. */
Test(source, follows_no_playlist)
{
    ffmpeg(PICTURES H264 "plain.mp4");
    ffmpeg("-i plain.mp4 -c copy part.ts");
    write_text("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\npart.ts\n#EXT-X-ENDLIST\n");
    must_fail("list.m3u8", SAG_STATUS_FORMAT, "not a video or picture");
    write_text("list.ffconcat", "ffconcat version 1.0\nfile 'plain.mp4'\n");
    must_fail("list.ffconcat", SAG_STATUS_FORMAT, "not a video or picture");
    must_fail("concat:plain.mp4", SAG_STATUS_NOT_FOUND, "No such file");
    must_fail("file:plain.mp4", SAG_STATUS_NOT_FOUND, "No such file");
    /* A name is only a name. */
    run("cp plain.mp4 'a%%03d:b.mp4'");
    sag_source *source = must_open("a%03d:b.mp4", NULL);
    cr_assert_eq(drain(source, NULL, 0), 25);
    sag_source_close(source);
}

Test(source, reads_one_pixel)
{
    ffmpeg("-f lavfi -i color=red:size=1x1,format=rgb24 -frames:v 1 -update 1 one.png");
    must_equal_ffmpeg("one.png");
}

Test(source, gives_the_same_twice_and_leaks_nothing)
{
    ffmpeg(PICTURES "-bf 2 " H264 "plain.mp4");
    size_t size_bytes = 0;
    size_t again_bytes = 0;
    uint8_t *first = all_pixels("plain.mp4", &size_bytes);
    uint8_t *again = all_pixels("plain.mp4", &again_bytes);
    cr_assert_eq(size_bytes, 25 * 64 * 48 * 3);
    cr_assert_eq(size_bytes, again_bytes);
    cr_assert_eq(memcmp(first, again, size_bytes), 0);
    free(first);
    free(again);
    for (int i = 0; i < 50; i++) {
        sag_source *source = must_open("plain.mp4", NULL);
        sag_frame frame;
        for (int k = 0; k < i % 4; k++) {
            cr_assert_eq(sag_source_step(source, &frame, &err), SAG_STATUS_OK);
        }
        sag_source_close(source);
    }
}

Test(source, equals_ffmpeg_on_real_footage)
{
    const char *shared = getenv("SAGITTA_SHARED");
    char path[512];
    snprintf(path, sizeof path, "%s/data/clips/static_cam01.mp4", shared != NULL ? shared : "");
    if (access(path, R_OK) != 0) {
        cr_skip_test("no footage in SAGITTA_SHARED");
    }
    must_equal_ffmpeg(path);
}

Test(source, skipping_counts_and_times_as_stepping)
{
    ffmpeg(PICTURES H264 "-bf 2 clip.mp4");
    sag_source *stepped = must_open("clip.mp4", NULL);
    sag_source *skipped = must_open("clip.mp4", NULL);
    sag_frame a;
    sag_frame b;
    for (int i = 0; sag_source_step(stepped, &a, &err) == SAG_STATUS_OK; i++) {
        bool whole = i % 7 == 3;
        cr_assert_eq((whole ? sag_source_step : sag_source_skip)(skipped, &b, &err), SAG_STATUS_OK);
        cr_assert_eq(a.index, b.index);
        cr_assert_eq(a.t_ns, b.t_ns);
        cr_assert(whole == (b.rgb != NULL));
        for (int row = 0; whole && row < a.height_px; row++) {
            cr_assert_arr_eq(a.rgb + row * a.stride_bytes, b.rgb + row * b.stride_bytes, 3 * (size_t)a.width_px);
        }
    }
    cr_assert_eq(sag_source_skip(skipped, &b, &err), SAG_STATUS_END);
    sag_source_close(stepped);
    sag_source_close(skipped);
}

Test(source, threads_change_nothing)
{
    ffmpeg(PICTURES H264 "-bf 2 clip.mp4");
    sag_source_options options;
    sag_source_options_init(&options);
    sag_source *alone = must_open("clip.mp4", &options);
    options.thread_count = 2;
    sag_source *together = must_open("clip.mp4", &options);
    sag_frame a;
    sag_frame b;
    while (sag_source_step(alone, &a, &err) == SAG_STATUS_OK) {
        cr_assert_eq(sag_source_step(together, &b, &err), SAG_STATUS_OK);
        cr_assert_eq(a.t_ns, b.t_ns);
        for (int row = 0; row < a.height_px; row++) {
            cr_assert_arr_eq(a.rgb + row * a.stride_bytes, b.rgb + row * b.stride_bytes, 3 * (size_t)a.width_px);
        }
    }
    cr_assert_eq(sag_source_step(together, &b, &err), SAG_STATUS_END);
    sag_source_close(alone);
    sag_source_close(together);
    options.thread_count = 0;
    cr_assert_eq(sag_source_open(&alone, "clip.mp4", &options, &err), SAG_STATUS_ARGUMENT);
}

/* Look at every frame as late as is allowed; every fourth step a frame is passed over. */
static void look_late(const char *path, int kept_count)
{
    size_t size_bytes = 0;
    uint8_t *wanted = all_pixels(path, &size_bytes);
    sag_source *source = must_open(path, NULL);
    cr_assert_eq(sag_source_keep(source, kept_count, &err), SAG_STATUS_OK, "%s", err.text);
    sag_frame frame[32];
    int count = 0;
    while (count < 32 && sag_source_step(source, &frame[count], &err) == SAG_STATUS_OK) {
        count++;
        sag_frame passed;
        bool is_passed = count % 4 == 0 && sag_source_skip(source, &passed, &err) == SAG_STATUS_OK;
        for (int i = count > kept_count ? count - kept_count : 0; i < count; i++) {
            size_t row_bytes = 3 * (size_t)frame[i].width_px;
            size_t frame_bytes = row_bytes * (size_t)frame[i].height_px;
            for (int y = 0; y < frame[i].height_px; y++) {
                const uint8_t *row = wanted + (size_t)frame[i].index * frame_bytes + (size_t)y * row_bytes;
                cr_assert_eq(memcmp(frame[i].rgb + y * frame[i].stride_bytes, row, row_bytes), 0,
                             "frame %lld of %s behind frame %lld, row %d", (long long)frame[i].index, path,
                             (long long)frame[count - 1].index, y);
            }
        }
        cr_assert(is_passed || count % 4 != 0 || count > 8);
    }
    cr_assert_geq(count, 9);
    sag_source_close(source);
    free(wanted);
}

Test(source, keeps_the_pixels_of_several_frames)
{
    ffmpeg("-f lavfi -i testsrc2=s=100x60:r=10 -t 2 -c:v libx264 kept.mp4");
    ffmpeg("-i kept.mp4 -metadata:s:v rotate=90 -c copy kept_turned.mp4");
    run("mkdir kept");
    ffmpeg("-i kept.mp4 -frames:v 14 kept/%%d.png");
    ffmpeg("-i kept.mp4 -frames:v 1 -vf scale=60:100,setsar=1 kept/2.png");
    ffmpeg("-i kept.mp4 -frames:v 1 -vf scale=60:80,setsar=1 kept/7.png");
    static const char *const names[] = {"kept.mp4", "kept_turned.mp4", "kept"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *path = names[i];
        for (int kept_count = 1; kept_count <= SAG_SOURCE_KEPT_MAX; kept_count++) {
            look_late(path, kept_count);
        }
        sag_source *source = must_open(path, NULL);
        cr_assert_eq(sag_source_keep(source, 0, &err), SAG_STATUS_ARGUMENT);
        cr_assert_eq(sag_source_keep(source, SAG_SOURCE_KEPT_MAX + 1, &err), SAG_STATUS_ARGUMENT);
        sag_frame frame;
        cr_assert_eq(sag_source_step(source, &frame, &err), SAG_STATUS_OK);
        cr_assert_eq(sag_source_keep(source, 2, &err), SAG_STATUS_ARGUMENT, "a frame is out");
        sag_source_close(source);
    }
}
