# The house checks: what no compiler and no unit test sees.
set(house ${CMAKE_CURRENT_SOURCE_DIR}/house)

# house_check(NAME command...): one entry without a Criterion program.
function(house_check name)
    add_test(NAME house_${name} COMMAND ${ARGN})
    set_tests_properties(house_${name} PROPERTIES TIMEOUT 300 LABELS house ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
endfunction()

# The texts are the same in every build. A sanitized library shows symbols of the sanitizer and needs its runtime in
# every consumer.
if(NOT SAGITTA_SANITIZE)
    house_check(floors /usr/bin/python3 ${house}/floors.py ${CMAKE_SOURCE_DIR})
    house_check(floors_must_fail /usr/bin/python3 ${house}/test_floors.py)
    house_check(text /usr/bin/python3 ${house}/text.py ${CMAKE_SOURCE_DIR})
    house_check(text_must_fail /usr/bin/python3 ${house}/test_text.py)
    house_check(summary_must_fail /usr/bin/python3 ${house}/test_summary.py)
    house_check(headers ${house}/headers.sh ${CMAKE_SOURCE_DIR} ${CMAKE_C_COMPILER} ${CMAKE_CXX_COMPILER})
    house_check(headers_must_fail ${house}/test_headers.sh ${CMAKE_C_COMPILER} ${CMAKE_CXX_COMPILER})
    if(TARGET sagitta AND TARGET sagitta_cli)
        house_check(symbols ${house}/symbols.sh $<TARGET_FILE:sagitta>)
        house_check(symbols_must_fail ${house}/test_symbols.sh ${CMAKE_C_COMPILER})
        house_check(consumer ${CMAKE_CURRENT_SOURCE_DIR}/consumer/check.sh ${CMAKE_COMMAND} ${CMAKE_BINARY_DIR}
                    ${PROJECT_VERSION} ${CMAKE_C_COMPILER})
    endif()
endif()

# The proofs are tests like all others, but bad ones. They are hidden from the run; each is run alone, inside an entry
# that wants ctest to turn red for the stated reason.
add_subdirectory(house/proof)
get_property(hidden DIRECTORY house/proof PROPERTY TESTS)

function(house_proof name wanted)
    house_check(proof_${name} ${house}/proof.sh ${CMAKE_CTEST_COMMAND} ${CMAKE_CURRENT_BINARY_DIR}/house/proof
                proof_${name} ${wanted})
endfunction()

house_proof(sound "100% tests passed, 0 tests failed out of 1")
house_proof(zero "Regex=\\[Tested: ")
if(SAGITTA_SANITIZE MATCHES address)
    house_proof(leak "Regex=\\[ERROR: LeakSanitizer\\]")
    house_proof(overflow "Regex=\\[ERROR: AddressSanitizer\\]")
endif()
if(SAGITTA_SANITIZE MATCHES undefined)
    house_proof(undefined "Regex=\\[runtime error:\\]")
endif()

# Whole videos through the network take minutes: one at a time, and in sanitized builds only those labelled asan-too.
get_property(tests DIRECTORY PROPERTY TESTS)
foreach(test ${tests})
    get_property(labels TEST ${test} PROPERTY LABELS)
    if(model IN_LIST labels)
        set_tests_properties(${test} PROPERTIES RUN_SERIAL TRUE)
        if(SAGITTA_SANITIZE AND NOT asan-too IN_LIST labels)
            list(APPEND hidden ${test})
        endif()
    endif()
endforeach()
list(JOIN hidden " " hidden)
foreach(folder ${CMAKE_BINARY_DIR} ${CMAKE_CURRENT_BINARY_DIR})
    file(WRITE ${folder}/CTestCustom.cmake "set(CTEST_CUSTOM_TESTS_IGNORE ${hidden})\n")
endforeach()
