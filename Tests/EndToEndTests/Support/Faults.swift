import Foundation
import Testing

/// A library that lets calls of the system fail, or ends the process at them, as a test chooses.
struct Faults {
  private let folder: Folder
  private var library: String { folder["faults.so"] }
  private var counter: String { folder["calls"] }

  /// What happens at the chosen call.
  enum Kind: String, CaseIterable, Sendable {
    /// It fails, as on a full or broken disk.
    case failure
    /// The process is killed before it.
    case kill
  }

  /// Compiles the library.
  init() throws {
    let compiler = try #require(Program.installed("gcc"))
    folder = try Folder()
    try folder.write(Self.source, to: "faults.c")
    try compiler.output(["-O1", "-shared", "-fPIC", "faults.c", "-o", library], in: folder.path)
  }

  /// The environment in which call `number` of those that concern files below `path` goes wrong; with `without`, a
  /// call that the system is to be without.
  func environment(
    _ kind: Kind, at number: Int, below path: String, without missing: String = ""
  ) -> [String: String] {
    [
      "LD_PRELOAD": library, "FAULT_BELOW": path, "FAULT_CALL": "\(number)",
      "FAULT_KIND": kind.rawValue, "FAULT_COUNTER": counter, "FAULT_WITHOUT": missing,
    ]
  }

  /// How many calls the last process made that came to its end.
  func calls() throws -> Int {
    try #require(Int(folder.text("calls").trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  private static let source = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>
    #include <fcntl.h>
    #include <signal.h>
    #include <stdarg.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/file.h>
    #include <sys/stat.h>
    #include <unistd.h>

    static char mine[1024];
    static int calls;

    static const char *setting(const char *name) { const char *v = getenv(name); return v ? v : ""; }

    static int below(const char *path) {
      const char *prefix = setting("FAULT_BELOW");
      return *prefix && !strncmp(path, prefix, strlen(prefix));
    }

    static int descriptor(int d) { return d > 2 && d < (int)sizeof mine && mine[d]; }

    /* Whether this call is to fail. */
    static int fails(int concerned, int reason) {
      if (!concerned || __sync_add_and_fetch(&calls, 1) != atoi(setting("FAULT_CALL"))) return 0;
      if (!strcmp(setting("FAULT_KIND"), "kill")) kill(getpid(), SIGKILL);
      errno = reason;
      return 1;
    }

    __attribute__((destructor)) static void tell(void) {
      *mine = 0;
      FILE *file = fopen(setting("FAULT_COUNTER"), "w");
      if (file) fprintf(file, "%d\\n", calls), fclose(file);
    }

    #define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

    static int opened(int d, int concerned) {
      if (d >= 0 && d < (int)sizeof mine) mine[d] = (char)concerned;
      return d;
    }

    #define OPEN(name)                                                        \\
      int name(const char *path, int flags, ...) {                            \\
        va_list rest;                                                         \\
        va_start(rest, flags);                                                \\
        mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;             \\
        va_end(rest);                                                         \\
        if (fails(below(path), flags & O_CREAT ? ENOSPC : EACCES)) return -1; \\
        return opened(REAL(name)(path, flags, mode), below(path));            \\
      }
    OPEN(open)
    OPEN(open64)

    #define CALL(type, name, parameters, arguments, concerned, reason) \\
      type name parameters {                                           \\
        if (fails(concerned, reason)) return -1;                       \\
        return REAL(name) arguments;                                   \\
      }
    CALL(ssize_t, write, (int d, const void *p, size_t n), (d, p, n), descriptor(d), ENOSPC)
    CALL(ssize_t, pwrite, (int d, const void *p, size_t n, off_t o), (d, p, n, o), descriptor(d), EIO)
    CALL(ssize_t, pread, (int d, void *p, size_t n, off_t o), (d, p, n, o), descriptor(d), EIO)
    CALL(int, fsync, (int d), (d), descriptor(d), EIO)
    CALL(int, mkdir, (const char *path, mode_t mode), (path, mode), below(path), ENOSPC)
    CALL(int, unlink, (const char *path), (path), below(path), EACCES)
    CALL(int, rmdir, (const char *path), (path), below(path), EACCES)
    CALL(int, rename, (const char *from, const char *to), (from, to), below(from), EACCES)
    CALL(int, flock, (int d, int operation), (d, operation), descriptor(d), ENOLCK)

    int renameat2(int f, const char *from, int t, const char *to, unsigned flags) {
      if (!strcmp(setting("FAULT_WITHOUT"), "renameat2")) return errno = ENOSYS, -1;
      if (fails(below(from), EINVAL)) return -1;
      return REAL(renameat2)(f, from, t, to, flags);
    }

    int close(int d) {
      if (descriptor(d)) mine[d] = 0;
      return REAL(close)(d);
    }

    """
}
