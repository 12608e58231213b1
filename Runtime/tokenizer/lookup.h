/* The two hash tables of a tokenizer. Both use open addressing with linear probing and have a
   power of two of slots, some of which are empty. */
#ifndef SSDC_LOOKUP_H
#define SSDC_LOOKUP_H

#include "tokenizer.h"

/* The id of the token with these bytes, or -1. */
int32_t ssdc_find_token(const ssdc_tokenizer_tables *tables, const unsigned char *bytes,
                        size_t count);

#define SSDC_NO_MERGE UINT32_MAX

/* The rank of the merge of two ids, or SSDC_NO_MERGE. */
uint32_t ssdc_find_merge(const ssdc_tokenizer_tables *tables, int32_t left, int32_t right);

#endif
