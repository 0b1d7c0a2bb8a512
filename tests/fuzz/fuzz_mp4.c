/* Any bytes are a kind of file or none; an MP4 that passes keeps its word. */
#include "fetch/media.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    struct ck_mp4 mp4;
    struct ck_error err = {0};

    if (fd < 0) {
        fd = memfd_create("fuzz", MFD_CLOEXEC);
    }
    if (ftruncate(fd, 0) != 0 || pwrite(fd, data, size, 0) != (ssize_t)size) {
        abort();
    }
    (void)ck_media_suffix(ck_media_sniff(data, size));
    if (ck_mp4_check(fd, &mp4, &err)) {
        if (size < 16 || memcmp(data + 4, "ftyp", 4) != 0 || !(mp4.duration_s >= 0) ||
            !(mp4.video_track.duration_s >= 0) || !(mp4.sound_track.duration_s >= 0) ||
            (!mp4.video && mp4.video_track.width != 0)) {
            abort();
        }
    } else if (err.code != CK_ERR_NOT_MEDIA && err.code != CK_ERR_TRUNCATED) {
        abort();
    }
    return 0;
}
