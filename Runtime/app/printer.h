/* Shows tokens on standard output as they come: as text, or as numbers for a model without a
   tokenizer. */
#ifndef SSDC_PRINTER_H
#define SSDC_PRINTER_H

#include <stdint.h>

#ifdef SSDC_NO_TOKENIZER

typedef struct ssdc_printer {
  int started; /* a number has been shown */
} ssdc_printer;

#else

#include "tokenizer.h"

typedef struct ssdc_printer {
  ssdc_detokenizer decoder;
  unsigned char *room; /* [room_bytes], the text of one token */
  size_t room_bytes;
} ssdc_printer;

#endif

/* Starts a text; with `skip_special`, without the texts of special tokens. An exit code. */
int ssdc_printer_open(ssdc_printer *printer, int skip_special);

/* Takes one more token of the text without showing it. */
void ssdc_printer_skip(ssdc_printer *printer, int32_t id);

/* Shows one more token, in standard output's buffer; ids that the tokenizer does not have show
   nothing. */
void ssdc_printer_put(ssdc_printer *printer, int32_t id);

/* Ends the text, and frees what the printer holds: nothing when it is all zero. */
void ssdc_printer_close(ssdc_printer *printer);

#endif
