/* sagitta devices: list the cameras with what they can do. */
#include "command.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include <sagitta/camera.h>

#include "options.h"

static void print_size(const sag_camera_mode *mode)
{
    printf("    %dx%d", mode->width_px, mode->height_px);
    if (mode->width_step_px > 0) {
        printf(" to %dx%d", mode->width_max_px, mode->height_max_px);
    }
}

static void print_rates(const sag_camera_mode *mode)
{
    if (mode->rate_count == 0) {
        puts("  rate unknown");
        return;
    }
    if (mode->rate_is_range) {
        printf("  %.4g to %.4g Hz\n", mode->rate_hz[1], mode->rate_hz[0]);
        return;
    }
    for (int i = 0; i < mode->rate_count; i++) {
        printf("%s%.4g", i == 0 ? "  " : ", ", mode->rate_hz[i]);
    }
    puts(" Hz");
}

static void print_camera(const sag_camera_info *camera)
{
    printf("%s\n", camera->path);
    printf("  name    %s\n  bus     %s\n  driver  %s\n", camera->name, camera->bus, camera->driver);
    /* What has to be converted matters only to a camera that has nothing else. */
    bool own = false;
    for (int i = 0; i < camera->mode_count; i++) {
        own = own || !camera->mode[i].is_converted;
    }
    sag_camera_format format = SAG_CAMERA_FORMAT_ANY;
    for (int i = 0; i < camera->mode_count; i++) {
        const sag_camera_mode *mode = &camera->mode[i];
        if (own && mode->is_converted) {
            continue;
        }
        if (mode->format != format) {
            format = mode->format;
            printf("  %s%s\n", sag_camera_format_name(format), mode->is_converted ? " (by libv4l2)" : "");
        }
        print_size(mode);
        print_rates(mode);
    }
    if (camera->other_formats[0] != '\0') {
        printf("  not read: %s\n", camera->other_formats);
    }
}

exit_code cmd_devices(int argc, char **argv)
{
    const option_table table = {
        .command = "devices",
        .usage = "sagitta devices",
        .about = "List the cameras of this machine: path, name, bus, driver, and the formats that can be read with\n"
                 "their sizes and rates. A camera keeps its bus when it is plugged in again, its path may change.\n\n"
                 "With no camera, or none that can be used, the exit code is 3.",
    };
    exit_code code = EXIT_CODE_OK;
    if (!options_parse_exactly(&table, argc, argv, NULL, NULL, 0, &code)) {
        return code;
    }
    sag_camera_info *list = NULL;
    size_t count = 0;
    sag_error err = {0};
    if (sag_camera_list(&list, &count, &err) != SAG_STATUS_OK) {
        fprintf(stderr, "sagitta: %s\n", err.text);
        return EXIT_CODE_FAILURE;
    }
    size_t usable = 0;
    size_t refused = 0;
    for (size_t i = 0; i < count; i++) {
        if (list[i].problem[0] != '\0') {
            refused++;
            fprintf(stderr, "sagitta: %s\n", list[i].problem);
        } else {
            usable += list[i].mode_count > 0 ? 1 : 0;
            print_camera(&list[i]);
        }
    }
    sag_camera_list_free(list, count);
    if (refused > 0 && geteuid() != 0) {
        fputs("sagitta: cameras belong to the group video: sudo usermod -aG video $USER, then log in again\n", stderr);
    }
    if (count == 0) {
        fputs("sagitta: there is no camera; plug one in, or see whether the kernel knows it: ls /dev/video*\n", stderr);
    }
    return usable > 0 ? EXIT_CODE_OK : EXIT_CODE_INPUT;
}
