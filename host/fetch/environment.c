/* What is taken from the environment, and what is not. */
#include "fetch/client.h"

#include <stdlib.h>

void ck_client_clean_environment(void)
{
    static const char *const names[] = {
        "SSLKEYLOGFILE",   "OPENSSL_CONF",  "OPENSSL_CONF_INCLUDE", "OPENSSL_MODULES",
        "OPENSSL_ENGINES", "SSL_CERT_FILE", "SSL_CERT_DIR",         "CTLOG_FILE",
        "CURL_CA_BUNDLE",  "CURL_HOME",     "CURL_SSL_BACKEND",     "HOSTALIASES",
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)unsetenv(names[i]);
    }
}
