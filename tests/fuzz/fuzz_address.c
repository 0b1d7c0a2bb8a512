/* Any text is an address or is refused; the address to fetch lies on TikTok, is itself an
 * address, and stays what it is when it is read again. */
#include "base/buf.h"
#include "base/mem.h"
#include "tiktok/address.h"

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

static void check(const struct ck_address *address)
{
    struct ck_address again;

    require(strncmp(address->page, "https://www.tiktok.com/", 23) == 0 ||
            strncmp(address->page, "https://vm.tiktok.com/", 22) == 0 ||
            strncmp(address->page, "https://vt.tiktok.com/", 22) == 0);
    require(strpbrk(address->page, "?# \r\n") == NULL);
    require(address->id[0] == '\0' || ck_id_valid(address->id));
    require(ck_id_time(address->id) >= 0);
    require(address->user[0] == '\0' || ck_user_valid(address->user));
    require((address->kind != CK_ADDRESS_POST) || address->id[0] != '\0');
    require(ck_address_parse(address->page, &again, NULL));
    /* A path that names nothing on a host of short links may name something on www. */
    require(strcmp(again.page, address->page) == 0 || address->kind == CK_ADDRESS_OTHER);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = ck_strndup((const char *)data, size);
    struct ck_address address;
    struct ck_error err;

    if (text != NULL && ck_address_parse(text, &address, &err)) {
        check(&address);
    }
    ck_free(text);
    return 0;
}
