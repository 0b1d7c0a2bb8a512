/* Any bytes are a caption; what is told of its rights keeps the promises of licence.h.
 * The first byte says where the text stands. */
#include "tiktok/licence.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool fact)
{
    if (!fact) {
        abort();
    }
}

static void check_licence(const struct ck_licence *licence)
{
    const char *const site = "https://creativecommons.org/";
    struct ck_licence again;
    char id[CK_LICENCE_ID_SIZE];
    char same[CK_LICENCE_ID_SIZE];
    char deed[96];

    ck_licence_id(licence, id);
    ck_licence_deed(licence, deed);
    require((licence->parts != 0) == (id[0] != '\0'));
    require(deed[0] == '\0' || strncmp(deed, site, strlen(site)) == 0);
    if (licence->parts != 0) {
        require(ck_licence_of_id(id, &again));
        ck_licence_id(&again, same);
        require(strcmp(id, same) == 0);
    }
    require(ck_licence_means(licence).keep == CK_MAY);
}

static void check(const struct ck_rights *rights, const char *text)
{
    json_t *said = ck_rights_describe(rights);

    check_licence(&rights->licence);
    check_licence(&rights->music);
    require((rights->licence.parts != 0) == (rights->grade >= CK_GRADE_STRONG));
    require((rights->evidence_count > 0) == (rights->grade > CK_GRADE_NONE));
    for (size_t i = 0; i < rights->evidence_count; i++) {
        require(strlen(rights->evidence[i].text) <= CK_EVIDENCE_BYTES);
        require(strstr(text, rights->evidence[i].text) != NULL);
    }
    /* Texts that are UTF-8 make evidence that is. */
    require(said != NULL || json_string(text) == NULL);
    json_decref(said);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ck_rights_text text = {.where = CK_WHERE_CAPTION};
    struct ck_rights rights;
    struct ck_error err;
    ck_autofree char *copy =
        size > 0 ? ck_strndup((const char *)data + 1, size - 1) : NULL;

    if (copy != NULL) {
        text.text = copy;
        text.where = (enum ck_where)(data[0] % (CK_WHERE_BIO + 1));
        require(ck_rights_read(&text, 1, "ana", &rights, &err));
        check(&rights, copy);
        ck_rights_clear(&rights);
    }
    return 0;
}
