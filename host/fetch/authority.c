#include "fetch/authority.h"

/* Only those that answer over https, to anybody, and whose chain ends at a certificate
 * that systems' stores have:
 * - Sectigo: asks for no account, and for 15 seconds between two timestamps
 *   (sectigo.com/resource-library/time-stamping-server); its answers bear all
 *   certificates up to USERTrust RSA, which stores have.
 * Not here: FreeTSA (https, but its root is in no store); DigiCert, GlobalSign, Apple,
 * Entrust, Certum, Microsoft and DFN (offered over plain http only); SSL.com (http is
 * documented, https is not). */
const struct ck_authority ck_authorities[] = {
    {"Sectigo", "timestamp.sectigo.com", "https://timestamp.sectigo.com/"},
};
const size_t ck_authority_count = sizeof(ck_authorities) / sizeof(ck_authorities[0]);
