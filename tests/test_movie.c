#include <criterion/criterion.h>

#include <dirent.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libavformat/avformat.h>

#include <sagitta/movie.h>
#include <sagitta/source.h>

#include "encoder.h"

#define FRAMES_MAX 64
#define PACKETS_MAX 256

/* Everything happens in a folder of its own that is the working directory. */
static char folder[] = "/tmp/sagitta-movie-XXXXXX";
static sag_error err;
static uint8_t *pixels; /* of the newest frame that was made */

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    free(pixels);
    pixels = NULL;
    if (chdir("/") != 0 || system(command) != 0) {
        abort();
    }
}

TestSuite(movie, .init = make_folder, .fini = remove_folder);

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

/* The first line that a command prints, or all of it up to the size, without the last line break. */
static void ask(char *answer, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void ask(char *answer, size_t size, const char *format, ...)
{
    char command[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    FILE *stream = popen(command, "r");
    cr_assert_not_null(stream);
    size_t length = fread(answer, 1, size - 1, stream);
    cr_assert_eq(pclose(stream), 0, "%s", command);
    answer[length > 0 && answer[length - 1] == '\n' ? length - 1 : length] = '\0';
}

/* What ffprobe says of a stream ("v:0", "a:0") or, with "", of the file. */
static double probe_number(const char *path, const char *stream, const char *entry)
{
    char answer[256];
    ask(answer, sizeof answer, "timeout 60 ffprobe -v error %s%s -show_entries %s -of csv=p=0 %s",
        stream[0] != '\0' ? "-select_streams " : "", stream, entry, path);
    return strtod(answer, NULL);
}

/* A frame of one colour, or with colour < 0 of a slanted pattern that moves with the time. */
static sag_frame make_frame(int width_px, int height_px, int64_t t_ns, int colour)
{
    ptrdiff_t const stride_bytes = 3 * width_px + 64;
    free(pixels);
    pixels = calloc((size_t)height_px + 1, (size_t)stride_bytes);
    cr_assert_not_null(pixels);
    for (int y = 0; y < height_px; y++) {
        for (int x = 0; x < width_px; x++) {
            int64_t const step = x * 3 + y * 5 + t_ns / 10000000;
            uint8_t *pixel = pixels + y * stride_bytes + 3 * x;
            pixel[0] = (uint8_t)(colour >= 0 ? colour >> 16 : step);
            pixel[1] = (uint8_t)(colour >= 0 ? colour >> 8 : 2 * step);
            pixel[2] = (uint8_t)(colour >= 0 ? colour : 255 - step);
        }
    }
    return (sag_frame){.rgb = pixels, .stride_bytes = stride_bytes, .width_px = width_px, .height_px = height_px,
                       .t_ns = t_ns};
}

static sag_movie *must_open(const char *path, int width_px, int height_px, const sag_movie_options *options)
{
    sag_movie *movie = NULL;
    cr_assert_eq(sag_movie_open(&movie, path, width_px, height_px, options, &err), SAG_STATUS_OK, "%s", err.text);
    return movie;
}

static void must_step(sag_movie *movie, int width_px, int height_px, int64_t t_ns, int colour)
{
    sag_frame frame = make_frame(width_px, height_px, t_ns, colour);
    cr_assert_eq(sag_movie_step(movie, &frame, &err), SAG_STATUS_OK, "%s", err.text);
}

static void must_finish(sag_movie *movie)
{
    cr_assert_eq(sag_movie_finish(movie, &err), SAG_STATUS_OK, "%s", err.text);
}

/* A movie of moving pictures; the note goes to note if that is given. */
static void make_movie(const char *path, int width_px, int height_px, const int64_t *t_ns, int count,
                       const sag_movie_options *options, char note[256])
{
    sag_movie *movie = must_open(path, width_px, height_px, options);
    for (int i = 0; i < count; i++) {
        must_step(movie, width_px, height_px, t_ns[i], -1);
    }
    must_finish(movie);
    if (note != NULL) {
        snprintf(note, 256, "%s", sag_movie_note(movie));
    }
    sag_movie_close(movie);
}

static void even_times(int64_t *t_ns, int count, double rate_hz)
{
    for (int i = 0; i < count; i++) {
        t_ns[i] = (int64_t)(i * 1e9 / rate_hz + 0.5);
    }
}

static int count_files(void)
{
    int count = 0;
    DIR *list = opendir(".");
    cr_assert_not_null(list);
    for (struct dirent *entry = readdir(list); entry != NULL; entry = readdir(list)) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    closedir(list);
    return count;
}

/* The packets of one stream in the order of the file. */
typedef struct packets {
    int count;
    double pts_s[PACKETS_MAX]; /* of the first PACKETS_MAX */
    double dts_s[PACKETS_MAX];
    uint64_t hash; /* of all bytes and sizes */
} packets;

static void read_packets(packets *out, const char *path, enum AVMediaType type)
{
    *out = (packets){.hash = 14695981039346656037u};
    AVFormatContext *container = NULL;
    AVPacket *packet = av_packet_alloc();
    cr_assert_not_null(packet);
    cr_assert_eq(avformat_open_input(&container, path, NULL, NULL), 0, "%s", path);
    cr_assert_geq(avformat_find_stream_info(container, NULL), 0);
    int const index = av_find_best_stream(container, type, -1, -1, NULL, 0);
    cr_assert_geq(index, 0, "%s", path);
    double const tick_s = av_q2d(container->streams[index]->time_base);
    for (; av_read_frame(container, packet) >= 0; av_packet_unref(packet)) {
        if (packet->stream_index != index) {
            continue;
        }
        if (out->count < PACKETS_MAX) {
            out->pts_s[out->count] = (double)packet->pts * tick_s;
            out->dts_s[out->count] = (double)packet->dts * tick_s;
        }
        out->count++;
        out->hash = (out->hash ^ (uint64_t)packet->size) * 1099511628211u;
        for (int i = 0; i < packet->size; i++) {
            out->hash = (out->hash ^ packet->data[i]) * 1099511628211u;
        }
    }
    avformat_close_input(&container);
    av_packet_free(&packet);
}

static void must_have_times(const char *path, const int64_t *t_ns, int count, double ratio)
{
    sag_source *source = NULL;
    cr_assert_eq(sag_source_open(&source, path, NULL, &err), SAG_STATUS_OK, "%s", err.text);
    sag_frame frame;
    int found_count = 0;
    while (sag_source_step(source, &frame, &err) == SAG_STATUS_OK) {
        cr_assert_lt(found_count, count);
        double const wanted_ns = (double)(t_ns[found_count] - t_ns[0]) * ratio;
        cr_assert_float_eq((double)frame.t_ns, wanted_ns, 1400.0, "frame %d: %lld", found_count,
                           (long long)frame.t_ns);
        found_count++;
    }
    cr_assert_eq(found_count, count);
    cr_assert_not(sag_source_get_info(source)->damaged, "%s", sag_source_get_info(source)->damage);
    sag_source_close(source);
}

Test(movie, keeps_the_times_of_usual_rates)
{
    static const double rates_hz[] = {24000.0 / 1001.0, 25.0, 30000.0 / 1001.0, 60.0, 240.0};
    for (size_t i = 0; i < sizeof rates_hz / sizeof rates_hz[0]; i++) {
        int64_t t_ns[20];
        even_times(t_ns, 20, rates_hz[i]);
        sag_movie_options options = {.slow_motion_ratio = 1.0, .rate_hint_hz = rates_hz[i]};
        make_movie("rate.mp4", 64, 48, t_ns, 20, &options, NULL);
        must_have_times("rate.mp4", t_ns, 20, 1.0);
        char answer[64];
        ask(answer, sizeof answer, "ffprobe -v error -show_entries stream=avg_frame_rate -of csv=p=0 rate.mp4");
        double const found_hz = strtod(answer, NULL) / strtod(strchr(answer, '/') + 1, NULL);
        cr_assert_float_eq(found_hz, rates_hz[i], 1e-3 * rates_hz[i], "%s", answer);
    }
}

Test(movie, keeps_the_times_of_a_variable_rate)
{
    static const int64_t t_ns[] = {0, 33366667, 40000001, 41000000, 500000000, 500100000, 2000000007};
    make_movie("a.mp4", 64, 48, t_ns, 7, NULL, NULL);
    must_have_times("a.mp4", t_ns, 7, 1.0);
    packets found;
    read_packets(&found, "a.mp4", AVMEDIA_TYPE_VIDEO);
    cr_assert_eq(found.count, 7);
    cr_assert_eq(found.pts_s[0], 0.0);
    cr_assert_eq(memcmp(found.pts_s, found.dts_s, sizeof found.pts_s), 0, "nothing is reordered");
}

Test(movie, keeps_times_that_lie_within_a_tick_apart)
{
    static const int64_t t_ns[] = {0, 1, 2, 3, 1000000};
    make_movie("a.mp4", 64, 48, t_ns, 5, NULL, NULL);
    packets found;
    read_packets(&found, "a.mp4", AVMEDIA_TYPE_VIDEO);
    cr_assert_eq(found.count, 5);
    cr_assert_gt(found.pts_s[1], found.pts_s[0]);
    cr_assert_gt(found.pts_s[3], found.pts_s[2]);
    cr_assert_float_eq(found.pts_s[4], 0.001, 1e-6);
}

Test(movie, plays_slow_motion_as_its_file_does)
{
    int64_t t_ns[12];
    even_times(t_ns, 12, 240.0);
    sag_movie_options options = {.slow_motion_ratio = 8.0, .rate_hint_hz = 30.0};
    make_movie("a.mp4", 64, 48, t_ns, 12, &options, NULL);
    must_have_times("a.mp4", t_ns, 12, 8.0);
    cr_assert_float_eq(probe_number("a.mp4", "", "format=duration"), 12.0 / 30.0, 1e-5);
}

Test(movie, gives_the_last_frame_a_length)
{
    static const int64_t t_ns[] = {0, 100000000, 250000000};
    sag_movie_options options = {.slow_motion_ratio = 1.0};
    make_movie("a.mp4", 64, 48, t_ns, 3, &options, NULL);
    cr_assert_float_eq(probe_number("a.mp4", "", "format=duration"), 0.4, 1e-5, "as long as the one before");
    options.rate_hint_hz = 25.0;
    make_movie("a.mp4", 64, 48, t_ns, 3, &options, NULL);
    cr_assert_float_eq(probe_number("a.mp4", "", "format=duration"), 0.29, 1e-5);
    make_movie("a.mp4", 64, 48, t_ns, 1, NULL, NULL);
    cr_assert_float_eq(probe_number("a.mp4", "", "format=duration"), 1.0 / 30.0, 1e-5);
}

Test(movie, keeps_every_size)
{
    static const int sizes_px[][2] = {{1, 1}, {2, 2}, {3, 2}, {63, 47}, {64, 47}, {101, 100}, {16, 16}, {608, 1080}};
    for (size_t i = 0; i < sizeof sizes_px / sizeof sizes_px[0]; i++) {
        int const width_px = sizes_px[i][0];
        int const height_px = sizes_px[i][1];
        int64_t const t_ns[] = {0, 40000000};
        char note[256];
        make_movie("a.mp4", width_px, height_px, t_ns, 2, NULL, note);
        char wanted[32];
        char found[32];
        snprintf(wanted, sizeof wanted, "%d,%d", width_px, height_px);
        ask(found, sizeof found, "ffprobe -v error -show_entries stream=width,height -of csv=p=0 a.mp4");
        cr_assert_str_eq(found, wanted);
        bool const odd = width_px % 2 != 0 || height_px % 2 != 0;
        cr_assert_eq(strstr(note, "odd size") != NULL, odd, "%s", note);
        sag_source *source = NULL;
        cr_assert_eq(sag_source_open(&source, "a.mp4", NULL, &err), SAG_STATUS_OK, "%s", err.text);
        cr_assert_eq(sag_source_get_info(source)->width_px, width_px);
        cr_assert_eq(sag_source_get_info(source)->height_px, height_px);
        sag_source_close(source);
    }
}

/* Largest distance of any channel of the first frame's pixels from a colour. */
static int colour_error(const char *path, int colour)
{
    sag_source *source = NULL;
    sag_frame frame;
    cr_assert_eq(sag_source_open(&source, path, NULL, &err), SAG_STATUS_OK, "%s", err.text);
    cr_assert_eq(sag_source_step(source, &frame, &err), SAG_STATUS_OK, "%s", err.text);
    int worst = 0;
    for (int y = 0; y < frame.height_px; y++) {
        for (int x = 0; x < frame.width_px; x++) {
            for (int channel = 0; channel < 3; channel++) {
                int const wanted = colour >> (16 - 8 * channel) & 255;
                int const distance = abs(frame.rgb[y * frame.stride_bytes + 3 * x + channel] - wanted);
                worst = distance > worst ? distance : worst;
            }
        }
    }
    sag_source_close(source);
    return worst;
}

Test(movie, keeps_colours)
{
    static const int colours[] = {0x000000, 0xffffff, 0x808080, 0xe03020, 0x20c040, 0x2040d0, 0xf0c010, 0x10b0c0};
    static const struct {
        int width_px;
        int height_px;
        int worst;
        const char *tags;
    } cases[] = {
        {96, 64, 2, "tv,smpte170m,smpte170m,smpte170m"},
        {1280, 64, 2, "tv,bt709,bt709,bt709"},
        /* 4:4:4 rounds chroma more coarsely: one level of it is up to two of blue. */
        {97, 65, 3, "tv,smpte170m,smpte170m,smpte170m"},
        {64, 721, 3, "tv,bt709,bt709,bt709"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t k = 0; k < sizeof colours / sizeof colours[0]; k++) {
            sag_movie *movie = must_open("a.mp4", cases[i].width_px, cases[i].height_px, NULL);
            must_step(movie, cases[i].width_px, cases[i].height_px, 0, colours[k]);
            must_finish(movie);
            sag_movie_close(movie);
            int const worst = colour_error("a.mp4", colours[k]);
            cr_assert_leq(worst, cases[i].worst, "%06x in %s: off by %d", (unsigned)colours[k], cases[i].tags, worst);
        }
        char tags[128];
        ask(tags, sizeof tags,
            "ffprobe -v error -show_entries stream=color_range,color_space,color_transfer,color_primaries -of csv=p=0 "
            "a.mp4");
        cr_assert_str_eq(tags, cases[i].tags);
    }
}

Test(movie, has_its_index_in_front)
{
    int64_t t_ns[10];
    even_times(t_ns, 10, 30.0);
    make_movie("a.mp4", 320, 240, t_ns, 10, NULL, NULL);
    char head[64];
    FILE *stream = fopen("a.mp4", "rb");
    cr_assert_not_null(stream);
    cr_assert_eq(fread(head, 1, sizeof head, stream), sizeof head);
    fclose(stream);
    uint32_t first_bytes = 0;
    for (int i = 0; i < 4; i++) {
        first_bytes = first_bytes << 8 | (uint8_t)head[i];
    }
    cr_assert_eq(memcmp(head + 4, "ftyp", 4), 0);
    cr_assert_lt(first_bytes, 50);
    cr_assert_eq(memcmp(head + first_bytes + 4, "moov", 4), 0);
}

Test(movie, is_the_same_every_time)
{
    int64_t t_ns[FRAMES_MAX];
    even_times(t_ns, FRAMES_MAX, 30.0);
    ffmpeg("-f lavfi -i testsrc2=size=64x48:rate=30:duration=2 -f lavfi -i sine=duration=2 -c:a aac source.mp4");
    for (int thread_count = 1; thread_count <= 2; thread_count++) {
        sag_movie_options options = {.sound_path = "source.mp4", .slow_motion_ratio = 1.0,
                                     .thread_count = thread_count};
        make_movie("a.mp4", 320, 240, t_ns, FRAMES_MAX, &options, NULL);
        make_movie("b.mp4", 320, 240, t_ns, FRAMES_MAX, &options, NULL);
        run("test -s a.mp4 && cmp a.mp4 b.mp4");
    }
}

/* A movie of 30 Hz with the sound of a file. */
static void make_sounding(const char *path, const char *sound_path, double duration_s, char note[256])
{
    int64_t t_ns[FRAMES_MAX];
    int const count = (int)(duration_s * 30.0 + 0.5);
    even_times(t_ns, count, 30.0);
    sag_movie_options options = {.sound_path = sound_path, .slow_motion_ratio = 1.0, .rate_hint_hz = 30.0};
    make_movie(path, 64, 48, t_ns, count, &options, note);
}

#define PICTURES "-f lavfi -i testsrc2=size=64x48:rate=30:duration=2 "
#define SOUND "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=2 "

Test(movie, copies_sound_bit_for_bit)
{
    static const struct {
        const char *codec;
        const char *path;
    } cases[] = {
        {"aac", "aac.mp4"}, {"aac", "aac.mkv"},   {"aac", "aac.ts"},       {"libmp3lame", "mp3.avi"},
        {"ac3", "ac3.ts"},  {"flac", "flac.mkv"}, {"libopus", "opus.mkv"}, {"alac", "alac.mov"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ffmpeg(PICTURES SOUND "-t 1 -bf 0 -c:v mpeg4 -c:a %s %s", cases[i].codec, cases[i].path);
        char note[256];
        make_sounding("a.mp4", cases[i].path, 1.2, note);
        cr_assert_str_eq(note, "", "%s: %s", cases[i].path, note);
        packets wanted;
        packets found;
        packets pictures;
        read_packets(&wanted, cases[i].path, AVMEDIA_TYPE_AUDIO);
        read_packets(&found, "a.mp4", AVMEDIA_TYPE_AUDIO);
        read_packets(&pictures, cases[i].path, AVMEDIA_TYPE_VIDEO);
        cr_assert_eq(found.count, wanted.count, "%s", cases[i].path);
        /* In a transport stream each packet of AAC carries a header that MP4 keeps elsewhere. */
        if (strcmp(cases[i].path, "aac.ts") != 0) {
            cr_assert_eq(found.hash, wanted.hash, "%s", cases[i].path);
        }
        for (int k = 0; k < found.count; k++) {
            cr_assert_float_eq(found.pts_s[k], wanted.pts_s[k] - pictures.pts_s[0], 0.002,
                               "%s packet %d: %f in the movie, %f there", cases[i].path, k, found.pts_s[k],
                               wanted.pts_s[k]);
        }
    }
}

Test(movie, places_sound_against_the_first_picture)
{
    /* Against the pictures the sound begins later, earlier, and with both late in a stream that counts from 10 s. */
    ffmpeg(PICTURES "-itsoffset 0.5 " SOUND "-c:v mpeg4 -c:a aac later.mkv");
    ffmpeg("-itsoffset 0.5 " PICTURES SOUND "-c:v mpeg4 -c:a aac earlier.mkv");
    ffmpeg("-itsoffset 0.5 " PICTURES SOUND "-c:v mpeg2video -output_ts_offset 10 -c:a ac3 clock.ts");
    static const struct {
        const char *path;
        double start_s; /* of the first packet that is kept, within one packet */
    } cases[] = {{"later.mkv", 0.5}, {"earlier.mkv", -0.1}, {"clock.ts", -0.1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        make_sounding("a.mp4", cases[i].path, 2.0, NULL);
        packets wanted;
        packets found;
        packets pictures;
        read_packets(&wanted, cases[i].path, AVMEDIA_TYPE_AUDIO);
        read_packets(&found, "a.mp4", AVMEDIA_TYPE_AUDIO);
        read_packets(&pictures, cases[i].path, AVMEDIA_TYPE_VIDEO);
        cr_assert_float_eq(found.pts_s[0], cases[i].start_s, 0.04, "%s: %f", cases[i].path, found.pts_s[0]);
        /* Each packet is at its own place: the first that is kept, and all after it. */
        double const zero_s = pictures.pts_s[0];
        int first = 0;
        while (first < wanted.count && wanted.pts_s[first] - zero_s < found.pts_s[0] - 0.003) {
            first++;
        }
        cr_assert_gt(found.count, 40);
        for (int k = 0; k < found.count; k++) {
            cr_assert_lt(first + k, wanted.count);
            cr_assert_float_eq(found.pts_s[k], wanted.pts_s[first + k] - zero_s, 0.003,
                               "%s packet %d: %f in the movie, %f there", cases[i].path, k, found.pts_s[k],
                               wanted.pts_s[first + k]);
        }
        cr_assert_float_eq(probe_number("a.mp4", "v:0", "stream=start_time"), 0.0, 1e-6);
    }
}

Test(movie, cuts_sound_where_the_pictures_end)
{
    ffmpeg(PICTURES SOUND "-c:v mpeg4 -c:a aac source.mp4");
    make_sounding("a.mp4", "source.mp4", 1.0, NULL);
    packets found;
    read_packets(&found, "a.mp4", AVMEDIA_TYPE_AUDIO);
    cr_assert_gt(found.count, 40);
    cr_assert_lt(found.pts_s[found.count - 1], 1.0);
    cr_assert_gt(found.pts_s[found.count - 1], 1.0 - 0.03);
}

Test(movie, mixes_sound_and_pictures_in_order_of_time)
{
    ffmpeg(PICTURES SOUND "-c:v mpeg4 -c:a aac source.mp4");
    make_sounding("a.mp4", "source.mp4", 2.0, NULL);
    char answer[16384];
    ask(answer, sizeof answer,
        "ffprobe -v error -show_entries packet=dts_time,pos -of csv=p=0 a.mp4 | grep . | sort -t, -k2n");
    double last_s = -1.0;
    int count = 0;
    for (char *line = strtok(answer, "\n"); line != NULL; line = strtok(NULL, "\n"), count++) {
        double const t_s = strtod(line, NULL);
        cr_assert_gt(t_s, last_s - 0.034, "packet %d at %f after %f", count, t_s, last_s);
        last_s = t_s;
    }
    cr_assert_gt(count, 60 + 90);
}

Test(movie, takes_the_default_sound_of_several)
{
    ffmpeg(PICTURES SOUND "-f lavfi -i sine=frequency=880:sample_rate=22050:duration=2 -map 0 -map 1 -map 2 "
           "-c:v mpeg4 -c:a aac -disposition:a:0 0 -disposition:a:1 default source.mkv");
    make_sounding("a.mp4", "source.mkv", 2.0, NULL);
    cr_assert_eq((int)probe_number("a.mp4", "a:0", "stream=sample_rate"), 22050);
}

static void must_be_silent(const char *sound_path, const char *wanted_note)
{
    char note[256];
    char answer[64];
    make_sounding("a.mp4", sound_path, 0.1, note);
    cr_assert_str_eq(note, wanted_note, "%s: %s", sound_path, note);
    ask(answer, sizeof answer, "ffprobe -v error -show_entries stream=codec_type -of csv=p=0 a.mp4");
    cr_assert_str_eq(answer, "video");
}

Test(movie, says_which_sound_is_left_out)
{
    ffmpeg(PICTURES SOUND "-c:v mpeg4 -c:a pcm_mulaw mulaw.mkv");
    ffmpeg(PICTURES "-c:v mpeg4 silent.mp4");
    run("head -c 5000 /dev/urandom > noise.mp4; mkdir pictures");
    must_be_silent("mulaw.mkv", "sound left out: MP4 cannot carry pcm_mulaw");
    must_be_silent("silent.mp4", "");
    must_be_silent("noise.mp4", "");
    must_be_silent("pictures", "");
    must_be_silent("absent.mp4", "sound left out: its file cannot be read");
}

Test(movie, survives_damaged_sound)
{
    ffmpeg(PICTURES SOUND "-c:v mpeg4 -c:a aac good.ts");
    ffmpeg(PICTURES SOUND "-c:v mpeg4 -c:a aac good.mkv");
    ffmpeg(PICTURES SOUND "-c:v mpeg4 -c:a libmp3lame good.avi");
    static const char *const endings[] = {"ts", "mkv", "avi"};
    for (size_t i = 0; i < 3; i++) {
        for (int seed = 1; seed <= 2; seed++) {
            run("cp good.%s bad.%s", endings[i], endings[i]);
            char name[16];
            snprintf(name, sizeof name, "bad.%s", endings[i]);
            FILE *stream = fopen(name, "r+b");
            cr_assert_not_null(stream);
            fseek(stream, 0, SEEK_END);
            long const size_bytes = ftell(stream);
            uint32_t state = (uint32_t)seed * 2654435761u;
            for (int k = 0; k < 60; k++) {
                state = state * 1664525u + 1013904223u;
                fseek(stream, 1000 + (long)(state >> 8) % (size_bytes - 1000), SEEK_SET);
                fputc((int)(state >> 24), stream);
            }
            fclose(stream);
            make_sounding("a.mp4", name, 2.0, NULL);
            cr_assert_eq((int)probe_number("a.mp4", "v:0", "stream=nb_frames"), 60);
        }
    }
}

Test(movie, leaves_nothing_when_abandoned)
{
    sag_movie *movie = must_open("a.mp4", 64, 48, NULL);
    must_step(movie, 64, 48, 0, -1);
    cr_assert_eq(access("a.mp4", F_OK), -1, "it has another name until it is whole");
    cr_assert_eq(count_files(), 1);
    sag_movie_close(movie);
    cr_assert_eq(count_files(), 0);

    movie = must_open("a.mp4", 64, 48, NULL);
    cr_assert_eq(sag_movie_finish(movie, &err), SAG_STATUS_ARGUMENT);
    cr_assert_str_eq(err.text, "cannot write a.mp4: no frame was given");
    sag_movie_close(movie);
    cr_assert_eq(count_files(), 0);
    sag_movie_close(NULL);
}

Test(movie, keeps_the_file_before_it_until_it_is_whole)
{
    run("echo before > a.mp4");
    sag_movie *movie = must_open("a.mp4", 64, 48, NULL);
    must_step(movie, 64, 48, 0, -1);
    sag_movie_close(movie);
    run("test \"$(cat a.mp4)\" = before");
    int64_t const t_ns = 0;
    make_movie("a.mp4", 64, 48, &t_ns, 1, NULL, NULL);
    cr_assert_eq((int)probe_number("a.mp4", "v:0", "stream=nb_frames"), 1);
    cr_assert_eq(count_files(), 1);
}

static void must_refuse(const char *path, int width_px, int height_px, const sag_movie_options *options,
                        sag_status status, const char *text)
{
    sag_movie *movie = (sag_movie *)(void *)folder;
    cr_assert_eq(sag_movie_open(&movie, path, width_px, height_px, options, &err), status, "%s", path);
    cr_assert_null(movie);
    cr_assert_eq(err.status, status);
    cr_assert_not_null(strstr(err.text, path), "%s", err.text);
    cr_assert_not_null(strstr(err.text, text), "%s", err.text);
}

Test(movie, knows_its_own_files)
{
    run("ffmpeg -nostdin -v error -y -f lavfi -i testsrc2=size=64x48:rate=25:duration=0.2 foreign.mp4");
    run("ffmpeg -nostdin -v error -y -i foreign.mp4 -c copy -metadata comment=Sagittarius similar.mp4");
    run("printf nonsense > text.mp4");
    cr_assert_not(sag_movie_is_ours("foreign.mp4"));
    cr_assert_not(sag_movie_is_ours("similar.mp4"));
    cr_assert_not(sag_movie_is_ours("text.mp4"));
    run("mkfifo pipe.mp4");
    cr_assert_not(sag_movie_is_ours("pipe.mp4"));
    cr_assert_not(sag_movie_is_ours("absent.mp4"));
    run("ffmpeg -nostdin -v error -y -i foreign.mp4 -c copy -metadata 'comment=Sagitta 0.1.0' own.mp4");
    cr_assert(sag_movie_is_ours("own.mp4"));
}

Test(movie, names_a_place_where_it_cannot_be)
{
    run("mkdir a.mp4");
    must_refuse("a.mp4", 64, 48, NULL, SAG_STATUS_IO, "is no file");
    must_refuse("absent/a.mp4", 64, 48, NULL, SAG_STATUS_IO, "No such file");
    must_refuse("/proc/a.mp4", 64, 48, NULL, SAG_STATUS_IO, "cannot write");
    cr_assert_eq(count_files(), 1);
}

Test(movie, refuses_bad_arguments)
{
    sag_movie_options options;
    must_refuse("a.mp4", 0, 48, NULL, SAG_STATUS_ARGUMENT, "0 x 48");
    must_refuse("a.mp4", 64, SAG_FRAME_SIDE_MAX_PX + 1, NULL, SAG_STATUS_ARGUMENT, "16385");
    sag_movie_options_init(&options);
    options.slow_motion_ratio = 0.0;
    must_refuse("a.mp4", 64, 48, &options, SAG_STATUS_ARGUMENT, "slow motion");
    sag_movie_options_init(&options);
    options.rate_hint_hz = -1.0;
    must_refuse("a.mp4", 64, 48, &options, SAG_STATUS_ARGUMENT, "rate");
    sag_movie_options_init(&options);
    options.thread_count = -1;
    must_refuse("a.mp4", 64, 48, &options, SAG_STATUS_ARGUMENT, "threads");
    cr_assert_eq(count_files(), 0);
}

static void must_refuse_frame(sag_movie *movie, int width_px, int height_px, int64_t t_ns, const char *text)
{
    sag_frame frame = make_frame(width_px, height_px, t_ns, -1);
    cr_assert_eq(sag_movie_step(movie, &frame, &err), SAG_STATUS_ARGUMENT);
    cr_assert_not_null(strstr(err.text, text), "%s", err.text);
}

Test(movie, refuses_frames_that_do_not_fit_and_goes_on)
{
    sag_movie *movie = must_open("a.mp4", 64, 48, NULL);
    must_refuse_frame(movie, 64, 48, -1, "time");
    must_step(movie, 64, 48, 5, -1);
    must_refuse_frame(movie, 64, 48, 5, "time");
    must_refuse_frame(movie, 64, 48, 4, "time");
    must_refuse_frame(movie, 66, 48, 100000000, "66 x 48");
    must_step(movie, 64, 48, 100000000, -1);
    must_finish(movie);
    must_refuse_frame(movie, 64, 48, 200000000, "ended");
    cr_assert_eq(sag_movie_finish(movie, &err), SAG_STATUS_ARGUMENT);
    sag_movie_close(movie);
    cr_assert_eq((int)probe_number("a.mp4", "v:0", "stream=nb_frames"), 2);
}

Test(movie, has_an_encoder_to_fall_back_on)
{
    sag__encoder_options options = {.path = "a.mp4", .name = "mpeg4", .width_px = 63, .height_px = 47,
                                    .rate_hz = 30.0, .thread_count = 1, .clock_hz = 720000};
    sag__encoder *encoder = NULL;
    cr_assert_eq(sag__encoder_open(&encoder, &options, &err), SAG_STATUS_OK, "%s", err.text);
    AVPacket *packet = av_packet_alloc();
    cr_assert_not_null(packet);
    int count = 0;
    for (int i = 0; i <= 5; i++) {
        sag_frame frame = make_frame(63, 47, i * 40000000, -1);
        cr_assert_eq(i < 5 ? sag__encoder_step(encoder, &frame, i * 28800) : sag__encoder_end(encoder), SAG_STATUS_OK);
        while (sag__encoder_receive(encoder, packet) == SAG_STATUS_OK) {
            cr_assert_eq(packet->pts, count * 28800);
            cr_assert_eq(packet->dts, packet->pts);
            av_packet_unref(packet);
            count++;
        }
    }
    cr_assert_eq(count, 5);
    av_packet_free(&packet);
    sag__encoder_close(encoder);
    options.name = "none of these";
    cr_assert_eq(sag__encoder_open(&encoder, &options, &err), SAG_STATUS_UNSUPPORTED);
    cr_assert_str_eq(err.text, "cannot write a.mp4: no video encoder for 63 x 47 pixels on this machine");
}
