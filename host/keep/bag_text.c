#include "keep/bag_text.h"

#include "base/clock.h"
#include "base/version.h"

#include <inttypes.h>

void ck_bag_line(struct ck_buf *buf, const char *sha256, const char *folder,
                 const char *name)
{
    ck_buf_addf(buf, "%s  %s", sha256, folder);
    for (; *name != '\0'; name++) {
        if (*name == '\n' || *name == '\r' || *name == '%') {
            ck_buf_addf(buf, "%%%02X", (unsigned)(unsigned char)*name);
        } else {
            ck_buf_addc(buf, *name);
        }
    }
    ck_buf_addc(buf, '\n');
}

void ck_bag_info(struct ck_buf *buf, int64_t bytes, int64_t files, int64_t posts,
                 int64_t now)
{
    char day[CK_DAY_SIZE];

    ck_clock_day(now, day);
    ck_buf_addf(buf,
                "Bag-Software-Agent: Clipkeep " CK_VERSION "\n"
                "Bagging-Date: %s\n"
                "External-Description: %" PRId64 " TikTok posts kept by Clipkeep\n"
                "Payload-Oxum: %" PRId64 ".%" PRId64 "\n",
                day, posts, bytes, files);
}
