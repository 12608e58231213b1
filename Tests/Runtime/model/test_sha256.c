/* Known answers (FIPS 180-4 examples) and independence of how the bytes are cut. */
#include <string.h>

#include "check.h"
#include "sha256.h"

static int digest_is(const void *bytes, size_t size, const char *expected) {
  unsigned char digest[32];
  char hex[65];
  ssdc_sha256_of(bytes, size, digest);
  for (int i = 0; i < 32; i++) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
  return strcmp(hex, expected) == 0;
}

int main(void) {
  CHECK(digest_is("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  CHECK(digest_is(NULL, 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  CHECK(digest_is("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  CHECK(digest_is("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
                  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
  static char million[1000000];
  memset(million, 'a', sizeof million);
  CHECK(digest_is(million, sizeof million,
                  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));

  unsigned char bytes[300];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)(i * 37);
  for (size_t size = 0; size <= sizeof bytes; size++) {
    unsigned char whole[32], pieces[32];
    ssdc_sha256_of(bytes, size, whole);
    ssdc_sha256 hash;
    ssdc_sha256_init(&hash);
    const size_t first = size / 3, second = size - size / 2;
    ssdc_sha256_update(&hash, bytes, first);
    ssdc_sha256_update(&hash, bytes + first, second - first);
    ssdc_sha256_update(&hash, bytes + second, size - second);
    ssdc_sha256_final(&hash, pieces);
    CHECK(memcmp(whole, pieces, 32) == 0);
  }
  return ssdc_check_report();
}
