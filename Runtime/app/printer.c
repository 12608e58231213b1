#include "printer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "report.h"

#ifdef SSDC_NO_TOKENIZER

int ssdc_printer_open(ssdc_printer *printer, int skip_special) {
  (void)skip_special;
  printer->started = 0;
  return SSDC_EXIT_DONE;
}

void ssdc_printer_skip(ssdc_printer *printer, int32_t id) { (void)printer, (void)id; }

void ssdc_printer_put(ssdc_printer *printer, int32_t id) {
  printf("%s%" PRId32, printer->started ? " " : "", id);
  printer->started = 1;
}

void ssdc_printer_close(ssdc_printer *printer) {
  if (printer->started) putchar('\n');
}

#else

int ssdc_printer_open(ssdc_printer *printer, int skip_special) {
  ssdc_detokenizer_init(&printer->decoder, &ssdc_tokenizer, skip_special);
  printer->room_bytes = ssdc_detokenizer_room(&ssdc_tokenizer);
  printer->room = malloc(printer->room_bytes);
  return printer->room == NULL ? ssdc_fail_memory() : SSDC_EXIT_DONE;
}

void ssdc_printer_skip(ssdc_printer *printer, int32_t id) {
  (void)ssdc_detokenizer_feed(&printer->decoder, id, printer->room, printer->room_bytes);
}

static void show(const ssdc_printer *printer, ptrdiff_t bytes) {
  if (bytes > 0) fwrite(printer->room, 1, (size_t)bytes, stdout);
}

void ssdc_printer_put(ssdc_printer *printer, int32_t id) {
  show(printer,
       ssdc_detokenizer_feed(&printer->decoder, id, printer->room, printer->room_bytes));
}

void ssdc_printer_close(ssdc_printer *printer) {
  if (printer->room == NULL) return;
  show(printer, ssdc_detokenizer_flush(&printer->decoder, printer->room, printer->room_bytes));
  free(printer->room);
  printer->room = NULL;
}

#endif
