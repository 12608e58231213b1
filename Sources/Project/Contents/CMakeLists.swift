/// The project's CMakeLists.txt.
enum CMakeLists {
  static func text(_ plan: BuildPlan) -> String {
    let name = plan.input.name.text
    let hasThreads = plan.flags.openmp == "-fopenmp"
    return """
      # cmake -B build && cmake --build build: the program bin/\(name) and the library lib/lib\(name).a
      cmake_minimum_required(VERSION 3.16)
      project(\(name) LANGUAGES C\(plan.embedsWeights ? " ASM" : ""))
      include(GNUInstallDirs)

      if(NOT CMAKE_BUILD_TYPE)
        set(CMAKE_BUILD_TYPE Release)
      endif()
      set(\(name)_TUNING "\(plan.flags.speed.joined(separator: ";"))" CACHE STRING "Flags for speed")

      # No contraction, so that sums and products round as written with every compiler, and no errno or
      # traps from arithmetic. Never add -ffast-math.
      add_library(\(name) STATIC
      \(list(plan.librarySources)))
      target_include_directories(\(name) PUBLIC
        $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>
        PRIVATE src)

      add_executable(\(name)_program
      \(list(plan.programSources)))
      target_include_directories(\(name)_program PRIVATE \(plan.includeFolders.dropFirst().joined(separator: " ")))
      target_link_libraries(\(name)_program PRIVATE \(name))
      set_target_properties(\(name)_program PROPERTIES OUTPUT_NAME \(name))

      foreach(target \(name) \(name)_program)
        set_target_properties(${target} PROPERTIES C_STANDARD 99 C_EXTENSIONS OFF
          ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/lib"
          RUNTIME_OUTPUT_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/bin")
        target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:C>:\(plan.flags.language.dropFirst().joined(separator: ";"));${\(name)_TUNING}>)
      \(hasThreads ? "" : "  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:C>:\(plan.flags.openmp)>)\n")\
      \(plan.macros.isEmpty ? "" : "  target_compile_definitions(${target} PRIVATE \(plan.macros.joined(separator: " ")))\n")\
      endforeach()
      string(REPLACE ";" " " flags "\(plan.flags.language.joined(separator: " ")) ${\(name)_TUNING}")
      set_source_files_properties(\(plan.flagReporter).c PROPERTIES
        COMPILE_DEFINITIONS "\(plan.input.name.macroPrefix)COMPILER_FLAGS=\\"${flags}\\"")
      \(hasThreads ? openmp(name) : "")\(plan.usesBLAS ? blas(name) : "")\(plan.embedsWeights ? embedding(plan) : "")
      target_link_libraries(\(name) PUBLIC m)

      # The program finds its weights beside its own folder.
      install(TARGETS \(name) ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
      install(TARGETS \(name)_program RUNTIME DESTINATION lib/\(name)/bin)
      install(FILES \(plan.weightsPath) DESTINATION lib/\(name)/weights)
      install(FILES include/\(name).h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
      set(prefix "${CMAKE_INSTALL_PREFIX}")
      set(libs "\(hasThreads ? "${OpenMP_C_FLAGS} " : "")\(plan.usesBLAS ? "-lopenblas " : "")-lm")
      configure_file(\(name).pc.in \(name).pc @ONLY)
      install(FILES "${CMAKE_CURRENT_BINARY_DIR}/\(name).pc"
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
      install(CODE [[
        set(bin "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/bin")
        file(MAKE_DIRECTORY "${bin}")
        execute_process(COMMAND "${CMAKE_COMMAND}" -E create_symlink
          ../lib/\(name)/bin/\(name) "${bin}/\(name)")
      ]])

      """
  }

  private static func list(_ sources: [String]) -> String {
    sources.map { "  \($0)" }.joined(separator: "\n")
  }

  private static func openmp(_ name: String) -> String {
    """
    find_package(OpenMP REQUIRED COMPONENTS C)
    target_link_libraries(\(name) PUBLIC OpenMP::OpenMP_C)

    """
  }

  private static func blas(_ name: String) -> String {
    """
    find_package(PkgConfig REQUIRED)
    pkg_check_modules(BLAS REQUIRED IMPORTED_TARGET openblas)
    target_link_libraries(\(name) PUBLIC PkgConfig::BLAS)

    """
  }

  private static func embedding(_ plan: BuildPlan) -> String {
    let source = EmbeddedWeights.path(plan.input.name)
    return """
      set_source_files_properties(\(source) PROPERTIES
        COMPILE_OPTIONS "-Wa,-I${CMAKE_CURRENT_SOURCE_DIR}"
        OBJECT_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/\(plan.weightsPath)")

      """
  }
}
