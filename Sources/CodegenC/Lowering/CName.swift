/// Names that are safe in emitted C, made from names that come from anywhere.
package enum CName {
  /// Most characters of a local name.
  private static let limit = 40

  /// A lower-case identifier close to `name`: never one of the language, its library or OpenMP.
  package static func local(_ name: String) -> String {
    var result = identifier(String(name.unicodeScalars.prefix(limit)))
    if result.first?.isLetter != true { result = "v" + result }
    return [result, result + "_"].first { !isTaken($0) } ?? "v_" + result
  }

  /// `name` in lower case, with one underscore for every stretch of other characters than letters and digits.
  package static func identifier(_ name: String) -> String {
    let words = name.unicodeScalars.split { scalar in
      !(("a"..."z") ~= scalar || ("A"..."Z") ~= scalar || ("0"..."9") ~= scalar)
    }
    return words.map { String($0).lowercased() }.joined(separator: "_")
  }

  /// Whether the language, the C99 library or OpenMP has given `name` a meaning.
  package static func isTaken(_ name: String) -> Bool {
    keywords.contains(name) || library.contains(name) || name.hasPrefix("omp_")
      || name.hasPrefix("cblas_") || name.hasPrefix("openblas_") || name.hasSuffix("_t")
  }

  /// Keywords of C99 in lower case, of later editions and of C++, and what compilers predefine.
  private static let keywords = words(
    """
    alignas alignof and asm auto bool break case catch char class complex const constexpr continue default delete do \
    double else enum explicit export extern false float for friend goto if imaginary inline int linux long mutable \
    namespace new not nullptr operator or private protected public register restrict return short signed sizeof static \
    struct switch template this throw true try typedef typename typeof union unix unsigned using virtual void volatile \
    while xor i386
    """)

  /// Functions and objects of the C99 library, without the `f` and `l` variants that `isTaken` need not tell apart.
  private static let library = words(
    """
    abort abs acos acosf acosh asctime asin asinh assert atan atan2 atanh atexit atof atoi atol bsearch cabs calloc cbrt \
    ceil ceilf clearerr clock copysign cos cosf cosh creal ctime difftime div erf erfc errno exit exp exp2 exp2f expf \
    expm1 fabs fabsf fclose fdim fdimf feof ferror fflush fgetc fgets floor floorf fma fmaf fmax fmaxf fmin fminf fmod \
    fmodf fopen fpclassify fprintf fputc fputs fread free freopen frexp fscanf fseek ftell fwrite getc getchar getenv \
    gets gmtime hypot ilogb index isalnum isalpha isdigit isfinite isgreater isinf isless isnan isnormal isspace labs \
    ldexp ldiv lgamma llabs llround localtime log log10 log1p log1pf log2 log2f logb logf longjmp lrint lround main \
    malloc memchr memcmp memcpy memmove memset mktime modf nan nearbyint nextafter offsetof perror pow powf printf putc \
    putchar puts qsort raise rand realloc remainder remove remquo rename rewind rint rindex round roundf scanf setbuf \
    setjmp signal signbit sin sinf sinh snprintf sprintf sqrt sqrtf srand sscanf stderr stdin stdout strcat strchr \
    strcmp strcpy strlen strncpy strstr strtod strtof strtok strtol system tan tanf tanh tanhf tgamma time tmpfile \
    tmpnam trunc truncf ungetc vprintf
    """)

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
  }
}
