#include "camera_device.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <threads.h>
#include <unistd.h>

#include <libv4l2.h>
#include <linux/videodev2.h>

#include "clock.h"

static once_flag silenced = ONCE_FLAG_INIT;

/* libv4l2 writes on stderr unless it is given a file. */
static void silence(void)
{
    if (v4l2_log_file == NULL) {
        v4l2_log_file = fopen("/dev/null", "we");
    }
}

static int system_open(void *context, const char *path)
{
    (void)context;
    struct stat facts;
    if (stat(path, &facts) != 0) {
        return -1;
    }
    if (!S_ISCHR(facts.st_mode)) {
        errno = ENOTTY;
        return -1;
    }
    int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    /* libv4l2 prints a line about a device that is none of video: it is not shown one. */
    struct v4l2_capability unused;
    memset(&unused, 0, sizeof unused);
    if (ioctl(fd, VIDIOC_QUERYCAP, &unused) == 0 && v4l2_fd_open(fd, 0) == fd) {
        return fd;
    }
    int const reason = errno;
    close(fd);
    errno = reason;
    return -1;
}

static int system_close(void *context, int fd)
{
    (void)context;
    return v4l2_close(fd);
}

static int system_ioctl(void *context, int fd, unsigned long request, void *argument)
{
    (void)context;
    return v4l2_ioctl(fd, request, argument);
}

static void *system_map(void *context, int fd, size_t length, int64_t offset)
{
    (void)context;
    void *start = v4l2_mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
    return start != MAP_FAILED ? start : NULL;
}

static int system_unmap(void *context, void *start, size_t length)
{
    (void)context;
    return v4l2_munmap(start, length);
}

static int system_poll(void *context, int fd, int timeout_ms, short *events)
{
    (void)context;
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    int result = poll(&wait, 1, timeout_ms);
    *events = wait.revents;
    return result;
}

/* The number of a "videoN"; -1: another name. */
static long video_number(const char *name)
{
    if (strncmp(name, "video", 5) != 0 || !isdigit((unsigned char)name[5])) {
        return -1;
    }
    char *end = NULL;
    long number = strtol(name + 5, &end, 10);
    return *end == '\0' && number <= 1000000 ? number : -1;
}

static int compare_numbers(const void *a, const void *b)
{
    long const left = *(const long *)a;
    long const right = *(const long *)b;
    return (left > right) - (left < right);
}

static size_t system_list(void *context, sag__camera_path *paths, size_t max)
{
    (void)context;
    long numbers[SAG__CAMERA_PATHS_MAX];
    size_t count = 0;
    DIR *folder = opendir("/dev");
    if (folder == NULL) {
        return 0;
    }
    for (struct dirent *entry; count < SAG__CAMERA_PATHS_MAX && (entry = readdir(folder)) != NULL;) {
        long number = video_number(entry->d_name);
        if (number >= 0) {
            numbers[count++] = number;
        }
    }
    closedir(folder);
    qsort(numbers, count, sizeof numbers[0], compare_numbers);
    count = count < max ? count : max;
    for (size_t i = 0; i < count; i++) {
        snprintf(paths[i], sizeof paths[i], "/dev/video%ld", numbers[i]);
    }
    return count;
}

static int64_t system_now_ns(void *context)
{
    (void)context;
    return sag__clock_wall_ns();
}

const sag__camera_device *sag__camera_device_system(void)
{
    static const sag__camera_device device = {
        .open = system_open,
        .close = system_close,
        .ioctl = system_ioctl,
        .map = system_map,
        .unmap = system_unmap,
        .poll = system_poll,
        .list = system_list,
        .now_ns = system_now_ns,
    };
    call_once(&silenced, silence);
    return &device;
}

int sag__camera_ioctl(const sag__camera_device *device, int fd, unsigned long request, void *argument)
{
    int result = 0;
    do {
        result = device->ioctl(device->context, fd, request, argument);
    } while (result == -1 && errno == EINTR);
    return result;
}
