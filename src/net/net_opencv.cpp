#include "backend.h"

#include <cstdlib>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/core/version.hpp>
#include <opencv2/dnn.hpp>

extern "C" {
#include "fail.h"
#include "outfile.h"
}
#include "onnx_edit.h"

namespace {

/* One network. OpenCV keeps nothing between two runs, so stage 0 computes the outputs of all stages at once. */
struct opencv_net {
    std::string path;
    std::string input_name;
    std::vector<cv::String> output_name;
    std::vector<std::size_t> value_count;
    cv::dnn::Net network;
    cv::Mat input;
    std::vector<cv::Mat> output;
};

using bytes_pointer = std::unique_ptr<char, decltype(&std::free)>;

int ignore_error(int, const char *, const char *, const char *, int, void *)
{
    return 0;
}

/* OpenCV prints what it also throws; the library never prints. */
void silence_opencv()
{
    static std::once_flag once;
    std::call_once(once, [] {
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
        cv::redirectError(ignore_error);
    });
}

/* Run body and turn every exception into a status and a line. */
template <typename Body>
sag_status guarded(const char *path, sag_error *err, Body body) noexcept
{
    try {
        return body();
    } catch (const std::bad_alloc &) {
        return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot run the network %s: out of memory", path);
    } catch (const cv::Exception &error) {
        if (error.code == cv::Error::StsNoMem) {
            return sag__fail(err, SAG_STATUS_NO_MEMORY, "cannot run the network %s: out of memory", path);
        }
        return sag__fail(err, SAG_STATUS_MODEL, "cannot run the network %s: %s", path, error.err.c_str());
    } catch (const std::exception &error) {
        return sag__fail(err, SAG_STATUS_MODEL, "cannot run the network %s: %s", path, error.what());
    } catch (...) {
        return sag__fail(err, SAG_STATUS_MODEL, "cannot run the network %s", path);
    }
}

sag_status forward(opencv_net &net, sag_error *err)
{
    net.network.setInput(net.input, net.input_name);
    net.network.forward(net.output, net.output_name);
    for (std::size_t i = 0; i < net.output.size(); i++) {
        const cv::Mat &output = net.output[i];
        if (output.type() != CV_32F || !output.isContinuous() || output.total() != net.value_count[i]) {
            return sag__fail(err, SAG_STATUS_MODEL, "%s: output %s has %zu values instead of %zu", net.path.c_str(),
                             net.output_name[i].c_str(), output.total(), net.value_count[i]);
        }
    }
    return SAG_STATUS_OK;
}

/* Read the file and fit it to this library; the raw bytes are gone before the network is built. */
sag_status read_edited(bytes_pointer &edited, std::size_t &edited_bytes, const sag__net_options &options,
                       sag_error *err)
{
    char *file = nullptr;
    std::size_t file_bytes = 0;
    sag_status status = sag__file_read(&file, &file_bytes, options.path, SAG__NET_FILE_BYTES_MAX, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    const bytes_pointer file_owner(file, &std::free);
    char *bytes = nullptr;
    status = sag__onnx_edit(&bytes, &edited_bytes, file, file_bytes, options.output, options.output_count, options.path,
                            err);
    edited.reset(bytes);
    return status;
}

sag_status load(void **out, const sag__net_options &options, sag_error *err)
{
    silence_opencv();
    /* More threads than cores gain nothing, and the thread pool would complain on stderr. */
    const int core_count = cv::getNumberOfCPUs();
    const bool fewer = options.thread_count > 0 && options.thread_count < core_count;
    cv::setNumThreads(fewer ? options.thread_count : core_count);
    bytes_pointer edited(nullptr, &std::free);
    std::size_t edited_bytes = 0;
    sag_status status = read_edited(edited, edited_bytes, options, err);
    if (status != SAG_STATUS_OK) {
        return status;
    }
    auto net = std::make_unique<opencv_net>();
    net->path = options.path;
    net->input_name = options.input_name;
    for (std::size_t i = 0; i < options.output_count; i++) {
        net->output_name.emplace_back(options.output[i].name);
        net->value_count.push_back(options.output[i].value_count);
    }
    net->network = cv::dnn::readNetFromONNX(edited.get(), edited_bytes);
    edited.reset();
    net->network.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net->network.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    const int shape[4] = {1, options.channel_count, options.height_px, options.width_px};
    net->input = cv::Mat(4, shape, CV_32F, cv::Scalar(0));
    status = forward(*net, err);
    if (status == SAG_STATUS_OK) {
        *out = net.release();
    }
    return status;
}

sag_status open(void **out, bool *unfit, const sag__net_options *options, sag_error *err)
{
    *out = nullptr;
    *unfit = false;
    return guarded(options->path, err, [&] { return load(out, *options, err); });
}

float *input(void *self)
{
    return static_cast<opencv_net *>(self)->input.ptr<float>();
}

sag_status run(void *self, int stage, sag_error *err)
{
    auto *net = static_cast<opencv_net *>(self);
    return stage > 0 ? SAG_STATUS_OK : guarded(net->path.c_str(), err, [&] { return forward(*net, err); });
}

const float *get_output(const void *self, std::size_t i)
{
    const auto *net = static_cast<const opencv_net *>(self);
    return i < net->output.size() ? net->output[i].ptr<float>() : nullptr;
}

bool is_interleaved(const void *, int)
{
    return false;
}

std::size_t get_step_count(const void *)
{
    return 0;
}

sag__net_step get_step(const void *, std::size_t)
{
    return {};
}

sag_status profile(void *self, int, sag_error *err)
{
    return run(self, 0, err);
}

void close(void *self)
{
    delete static_cast<opencv_net *>(self);
}

} // namespace

const sag__net_backend *sag__net_backend_opencv(void)
{
    static const sag__net_backend backend = {
        "OpenCV DNN " CV_VERSION, open,     input,   run,   get_output, is_interleaved,
        get_step_count,           get_step, profile, close,
    };
    return &backend;
}
