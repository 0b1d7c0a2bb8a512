/* page_samples.h - small pages in one string, for the tests of the page reader. */
#ifndef CK_TEST_PAGE_SAMPLES_H
#define CK_TEST_PAGE_SAMPLES_H

#include "tiktok/page.h"

#define ID "7602050882429897470"
#define ITEM                                                                             \
    "{\"id\":\"" ID "\",\"author\":{\"uniqueId\":\"catlady\"},\"video\":{\"playAddr\":"  \
    "\"https://v16.tiktok.com/play/\"}}"
#define PHOTO                                                                            \
    "{\"id\":\"7679401525687041101\",\"author\":{\"uniqueId\":\"mina\"},\"imagePost\":{" \
    "\"images\":[{\"imageURL\":{\"urlList\":[\"https://p16.tiktokcdn.com/1.jpeg\"]}}]}}"
#define EMBED(rest)                                                                      \
    "{\"itemInfos\":{\"id\":\"" ID "\",\"text\":\"cats\",\"createTime\":\"1769990400\"," \
    "\"covers\":[\"https://p16.tiktokcdn.com/c.jpeg\"],\"diggCount\":7,\"video\":{"      \
    "\"urls\":[\"https://v16.tiktokcdn.com/v/\"],\"videoMeta\":{\"width\":576,"          \
    "\"height\":1024,\"duration\":21}}},\"authorInfos\":{\"uniqueId\":\"catlady\","      \
    "\"nickName\":\"Cat Lady\"},\"musicInfos\":{\"musicName\":\"song\",\"playUrl\":["    \
    "\"https://sf16.tiktokcdn.com/m.mp3\"]},\"challengeInfoList\":[{"                    \
    "\"challengeName\":\"cat\"}]" rest "}"
#define UNIVERSAL(scope)                                                                 \
    "<html><script id=\"__UNIVERSAL_DATA_FOR_REHYDRATION__\">{\"__DEFAULT_SCOPE__\":{"   \
    "\"webapp.app-context\":{}," scope "}}</script></html>"
#define DETAIL(rest) UNIVERSAL("\"webapp.video-detail\":{" rest "}")
#define SCRIPT(id, state) "<html><script id='" id "'>" state "</script></html>"

/* Reads a page that must be readable. */
static inline void read_page(const char *why, const char *bytes, size_t len,
                             struct ck_page *ret)
{
    struct ck_error err = {0};

    if (!ck_page_read(bytes, len, ret, &err)) {
        fail_msg("%s: %s %s", why, ck_code_text(err.code), err.detail);
    }
}

#endif
