# The built program from outside: tests/program/test_NAME.py, run by Python's unittest.
function(sagitta_program_test name timeout)
    add_test(NAME program_${name} COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/program/test_${name}.py)
    set_tests_properties(program_${name} PROPERTIES TIMEOUT ${timeout} SKIP_RETURN_CODE 77 LABELS "${ARGN}"
        FAIL_REGULAR_EXPRESSION "${SAGITTA_FAIL_PATTERNS}"
        ENVIRONMENT "SAGITTA=$<TARGET_FILE:sagitta_cli>;PYTHONDONTWRITEBYTECODE=1;${SAGITTA_TEST_ENVIRONMENT}")
endfunction()

sagitta_program_test(usage 300)
sagitta_program_test(bad_input 900 model asan-too)
sagitta_program_test(batch 900 model asan-too)
sagitta_program_test(bench 300 model asan-too)
sagitta_program_test(geometry 300)
sagitta_program_test(out_folder 900 model)
sagitta_program_test(repeat 900 model asan-too)
sagitta_program_test(clips 1500 model)
sagitta_program_test(variants 900 model)
sagitta_program_test(live 900 model)
sagitta_program_test(movement 900 model)
sagitta_program_test(validate 300)
sagitta_program_test(threads 300 model)
sagitta_program_test(engine 300 model)

# The renderer of the synthetic human is built beside the program.
sagitta_program_test(accuracy 900 model)
sagitta_program_test(back 1200 model)
set_property(TEST program_accuracy program_back APPEND PROPERTY ENVIRONMENT
             "SAGITTA_SYNTH=$<TARGET_FILE:sagitta-synth>")

# The converter of the networks, which no build changes.
if(NOT SAGITTA_SANITIZE)
    add_test(NAME models_convert COMMAND /usr/bin/python3 -m unittest -v test_convert
             WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/models)
    set_tests_properties(models_convert PROPERTIES TIMEOUT 120 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1
        FAIL_REGULAR_EXPRESSION "Ran 0 tests")
endif()

# The compensations at known sizes; no picture is drawn and no network runs.
sagitta_program_test(faults 300)
set_property(TEST program_faults APPEND PROPERTY ENVIRONMENT "SAGITTA_SYNTH=$<TARGET_FILE:sagitta-synth>")
