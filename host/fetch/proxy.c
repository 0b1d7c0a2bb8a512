#include "fetch/proxy.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool name_covers(const char *name, size_t name_len, const char *host)
{
    size_t host_len = strlen(host);

    if (name_len > 0 && name[name_len - 1] == '.') {
        name_len--;
    }
    if (name_len > 0 && name[0] == '.') {
        name++;
        name_len--;
    }
    if (name_len == 0 || name_len > host_len ||
        strncasecmp(host + host_len - name_len, name, name_len) != 0) {
        return false;
    }
    return name_len == host_len || host[host_len - name_len - 1] == '.';
}

bool ck_proxy_list_has(const char *list, const char *host)
{
    if (strcmp(list, "*") == 0) {
        return true;
    }
    for (list += strspn(list, ", \t"); *list != '\0'; list += strspn(list, ", \t")) {
        size_t len = strcspn(list, ", \t");

        if (name_covers(list, len, host)) {
            return true;
        }
        list += len;
    }
    return false;
}

static const char *first_set(const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = getenv(names[i]);

        if (value != NULL && value[0] != '\0') {
            return value;
        }
    }
    return "";
}

const char *ck_proxy_for(const char *host)
{
    static const char *const proxies[] = {"https_proxy", "HTTPS_PROXY", "all_proxy",
                                          "ALL_PROXY"};
    static const char *const exceptions[] = {"no_proxy", "NO_PROXY"};
    const char *list = first_set(exceptions, 2);

    return ck_proxy_list_has(list, host) ? "" : first_set(proxies, 4);
}
