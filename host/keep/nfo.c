#include "keep/nfo.h"

#include "base/clock.h"
#include "base/xml.h"

#include <inttypes.h>
#include <string.h>

enum { TITLE_MAX = 200, TAGS_MAX = 100, SECONDS_MAX = 24 * 3600 };

static void add(struct ck_buf *buf, const char *element, const char *text)
{
    if (text == NULL || text[0] == '\0') {
        return;
    }
    ck_buf_addf(buf, "  <%s>", element);
    ck_xml_add(buf, text);
    ck_buf_addf(buf, "</%s>\n", element);
}

/* The member, or `otherwise` where it says nothing. */
static const char *word(const json_t *sidecar, const char *key, const char *otherwise)
{
    const char *text = json_string_value(json_object_get(sidecar, key));

    return text != NULL && text[0] != '\0' ? text : otherwise;
}

/* The first line of a caption, or what a post without words is called. */
static void add_title(struct ck_buf *buf, const struct ck_kept *kept,
                      const json_t *sidecar)
{
    const char *from = word(sidecar, "title", kept->text != NULL ? kept->text : "");
    size_t len = strcspn(from, "\r\n");
    char title[TITLE_MAX + 1];

    len = len < TITLE_MAX ? len : TITLE_MAX;
    while (len > 0 && ((unsigned char)from[len] & 0xc0) == 0x80) {
        len--; /* not within a character */
    }
    memcpy(title, from, len);
    title[len] = '\0';
    add(buf, "title", title[strspn(title, " \t")] != '\0' ? title : kept->id);
}

static void add_dates(struct ck_buf *buf, const struct ck_kept *kept)
{
    char day[CK_DAY_SIZE];

    ck_clock_day(kept->created, day);
    if (kept->created > 0 && day[0] != '\0') {
        add(buf, "premiered", day);
        day[4] = '\0';
        add(buf, "year", day);
    }
}

/* Whole minutes, as Kodi wants them; the seconds are in the details of the stream. */
static void add_length(struct ck_buf *buf, const json_t *sidecar)
{
    double stated = json_number_value(json_object_get(sidecar, "duration"));

    if (stated > 0 && stated < SECONDS_MAX) {
        int seconds = stated < 1 ? 1 : (int)(stated + 0.5);

        ck_buf_addf(buf,
                    "  <runtime>%d</runtime>\n"
                    "  <fileinfo><streamdetails><video><durationinseconds>%d"
                    "</durationinseconds></video></streamdetails></fileinfo>\n",
                    (seconds + 59) / 60, seconds);
    }
}

static void add_tags(struct ck_buf *buf, const json_t *sidecar)
{
    const json_t *tags = json_object_get(sidecar, "tags");

    for (size_t i = 0; i < json_array_size(tags) && i < TAGS_MAX; i++) {
        const char *tag = json_string_value(json_array_get(tags, i));

        add(buf, "genre", tag);
        add(buf, "tag", tag);
    }
}

/* That of an own post which only a data export knows (exported_posts.h) is ours. */
static void add_id(struct ck_buf *buf, const char *id)
{
    ck_buf_addf(buf, "  <uniqueid type=\"%s\" default=\"true\">",
                id[0] >= '0' && id[0] <= '9' ? "tiktok" : "clipkeep");
    ck_xml_add(buf, id);
    ck_buf_adds(buf, "</uniqueid>\n");
}

void ck_nfo_make(struct ck_buf *buf, const struct ck_kept *kept, const json_t *sidecar)
{
    const char *author = word(sidecar, "uploader", kept->author);

    ck_buf_adds(buf, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
                     "<movie>\n");
    add_title(buf, kept, sidecar);
    add(buf, "plot", word(sidecar, "description", kept->text));
    add_dates(buf, kept);
    add_id(buf, kept->id);
    add(buf, "credits", author);
    add(buf, "director", word(sidecar, "channel", author));
    add(buf, "studio", "TikTok");
    add_tags(buf, sidecar);
    add_length(buf, sidecar);
    ck_buf_adds(buf, "</movie>\n");
}
