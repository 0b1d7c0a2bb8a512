/* The part of licence.h about licences themselves: names, deeds, meaning. */
#include "tiktok/licence.h"

#include <stdio.h>
#include <string.h>

static const char ABOUT[] = "https://creativecommons.org/share-your-work/cclicenses/";

/* The six licences and two tools of Creative Commons; `path` as in their addresses. */
static const struct family {
    unsigned parts;
    const char *name, *path;
} families[] = {
    {CK_LICENCE_BY, "CC-BY", "licenses/by"},
    {CK_LICENCE_BY | CK_LICENCE_SA, "CC-BY-SA", "licenses/by-sa"},
    {CK_LICENCE_BY | CK_LICENCE_ND, "CC-BY-ND", "licenses/by-nd"},
    {CK_LICENCE_BY | CK_LICENCE_NC, "CC-BY-NC", "licenses/by-nc"},
    {CK_LICENCE_BY | CK_LICENCE_NC | CK_LICENCE_SA, "CC-BY-NC-SA", "licenses/by-nc-sa"},
    {CK_LICENCE_BY | CK_LICENCE_NC | CK_LICENCE_ND, "CC-BY-NC-ND", "licenses/by-nc-nd"},
    {CK_LICENCE_ZERO, "CC0", "publicdomain/zero"},
    {CK_LICENCE_MARK, "CC-PDM", "publicdomain/mark"},
};

static const struct family *family_of(unsigned parts)
{
    for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
        if (families[i].parts == parts) {
            return &families[i];
        }
    }
    return NULL;
}

void ck_licence_id(const struct ck_licence *licence, char ret[CK_LICENCE_ID_SIZE])
{
    const struct family *family = family_of(licence->parts);
    char port[sizeof(licence->port)];
    size_t i = 0;

    for (; licence->port[i] != '\0'; i++) {
        char c = licence->port[i];

        port[i] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    port[i] = '\0';
    if (family != NULL) {
        (void)snprintf(ret, CK_LICENCE_ID_SIZE, "%s%s%s%s%s", family->name,
                       licence->version[0] != '\0' ? "-" : "", licence->version,
                       port[0] != '\0' ? "-" : "", port);
    } else {
        ret[0] = '\0';
    }
}

/* Reads what follows the family's name: "", "-4.0", "-3.0-DE". */
static bool read_rest(const char *rest, struct ck_licence *licence)
{
    size_t len;

    if (*rest == '\0') {
        return true;
    }
    if (rest[0] != '-' || strlen(rest) < 4 || strspn(rest + 1, "0123456789.") != 3) {
        return false;
    }
    memcpy(licence->version, rest + 1, 3);
    rest += 4;
    if (*rest == '\0') {
        return true;
    }
    len = strspn(rest + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (rest[0] != '-' || len < 2 || len >= sizeof(licence->port) ||
        rest[1 + len] != '\0') {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        licence->port[i] = (char)(rest[1 + i] - 'A' + 'a');
    }
    return true;
}

bool ck_licence_of_id(const char *id, struct ck_licence *ret)
{
    *ret = (struct ck_licence){0};
    for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
        size_t len = strlen(families[i].name);
        struct ck_licence licence = {.parts = families[i].parts};

        if (strncmp(id, families[i].name, len) == 0 && read_rest(id + len, &licence)) {
            *ret = licence;
            return true;
        }
    }
    return false;
}

void ck_licence_deed(const struct ck_licence *licence, char ret[96])
{
    const struct family *family = family_of(licence->parts);
    const char *path = family != NULL ? family->path : "";

    /* The licences of 2002 had another order. */
    if (strcmp(path, "licenses/by-nc-nd") == 0 && strcmp(licence->version, "1.0") == 0) {
        path = "licenses/by-nd-nc";
    }
    if (family == NULL) {
        ret[0] = '\0';
    } else if (licence->version[0] == '\0') {
        (void)snprintf(ret, 96, "%s", ABOUT);
    } else {
        (void)snprintf(ret, 96, "https://creativecommons.org/%s/%s/%s%s", path,
                       licence->version, licence->port,
                       licence->port[0] != '\0' ? "/" : "");
    }
}

struct ck_licence_meaning ck_licence_means(const struct ck_licence *licence)
{
    const unsigned parts = licence->parts;
    struct ck_licence_meaning ret = {CK_MAY, CK_MAY_NOT, CK_MAY_NOT, CK_MAY_NOT};

    if ((parts & (CK_LICENCE_ZERO | CK_LICENCE_MARK)) != 0) {
        ret = (struct ck_licence_meaning){CK_MAY, CK_MAY, CK_MAY, CK_MAY};
    } else if ((parts & CK_LICENCE_BY) != 0) {
        ret.share = CK_MAY_IF;
        ret.change = (parts & CK_LICENCE_ND) != 0 ? CK_MAY_NOT : CK_MAY_IF;
        ret.sell = (parts & CK_LICENCE_NC) != 0 ? CK_MAY_NOT : CK_MAY_IF;
    }
    return ret;
}
