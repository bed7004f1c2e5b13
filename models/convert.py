#!/usr/bin/python3
"""Convert the BlazePose networks from TFLite to ONNX.

Every manifest beside this file (blazepose-*.json) names one source file with its SHA-256 and one ONNX file with its
SHA-256. A model whose ONNX file is already right is left alone; each other one is converted and compared with the
pinned hash before it gets its final name. The same source gives the same bytes, so the pins hold on every machine.

    convert.py                    make what is missing
    convert.py --check            exit with 0 if nothing is missing, with 2 otherwise
    convert.py --check-sources    the same for the source files
    convert.py --pin              convert all and write their hashes and sizes into the manifests (for developers)

Needs python3-numpy and python3-onnx, but only when there is something to convert.
"""

import argparse
import hashlib
import json
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CONVERTER = "sagitta models/convert.py"
CONVERTER_VERSION = "1"
MISSING = 2  # exit status of --check and --check-sources


class ConvertError(Exception):
    """A reason why a model cannot be made, as one line."""


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def load_manifests(folder):
    """The manifests of BlazePose models in a folder, by name, as (path, content)."""
    found = {}
    for entry in sorted(os.listdir(folder)):
        if not (entry.startswith("blazepose-") and entry.endswith(".json")):
            continue
        path = os.path.join(folder, entry)
        try:
            with open(path, encoding="utf-8") as file:
                manifest = json.load(file)
            for key in ("name", "file", "sha256", "decode"):
                manifest[key]
            for key in ("package", "version", "file", "sha256"):
                manifest["source"][key]
        except KeyError as missing:
            raise ConvertError(f"{entry}: {missing} is missing") from None
        except TypeError:
            raise ConvertError(f"{entry}: not a manifest") from None
        except (OSError, ValueError) as problem:
            raise ConvertError(f"{entry}: {problem}") from None
        found[manifest["name"]] = (path, manifest)
    if not found:
        raise ConvertError(f"no blazepose-*.json in {folder}")
    return found


def write_atomically(path, content):
    """Write a file so that a reader sees the old one or the whole new one, also after a power cut."""
    folder = os.path.dirname(path)
    descriptor, temporary = tempfile.mkstemp(prefix="." + os.path.basename(path) + ".", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_source(path, manifest):
    """The bytes of a source file, if they are exactly those that the manifest pins."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as problem:
        raise ConvertError(f"cannot read {path}: {problem.strerror}") from None
    found = hashlib.sha256(data).hexdigest()
    if found != manifest["source"]["sha256"]:
        raise ConvertError(f"{path} is not the file that {manifest['name']} was made for: "
                           f"SHA-256 {found}, expected {manifest['source']['sha256']}")
    return data


def convert(path, manifest):
    """The ONNX file of one manifest, as bytes, from the TFLite file at `path`."""
    data = read_source(path, manifest)
    try:
        import onnx
        import build
        import tflite
    except ImportError as problem:
        raise ConvertError(f"{problem}: install python3-numpy and python3-onnx") from None
    try:
        model = build.build(tflite.Model(data), manifest["name"], manifest["decode"])
    except (tflite.FormatError, build.BuildError) as problem:
        raise ConvertError(f"{path}: {problem}") from None
    except (ValueError, IndexError) as problem:  # numpy's words for shapes that do not fit together
        raise ConvertError(f"{path}: the network does not fit together: {problem}") from None
    model.producer_name = CONVERTER
    model.producer_version = CONVERTER_VERSION
    source = manifest["source"]
    for key, value in (
            ("source_package", source["package"]),
            ("source_version", source["version"]),
            ("source_file", source["file"]),
            ("source_sha256", source["sha256"]),
            ("licence", manifest["licence"]),
            ("author", manifest["author"]),
            ("converter", f"{CONVERTER} {CONVERTER_VERSION}")):
        entry = model.metadata_props.add()
        entry.key = key
        entry.value = value
    try:
        onnx.checker.check_model(model)
    except onnx.checker.ValidationError as problem:
        raise ConvertError(f"{path}: the converted network is not valid: {str(problem).splitlines()[0]}") from None
    return model.SerializeToString()


def is_right(path, digest):
    return os.path.isfile(path) and sha256_of(path) == digest


def pin(path, manifest, content):
    """Write the hash and size of a converted file into its manifest, leaving the manifest's layout as it is."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    old_hash, old_bytes = json.dumps(manifest["sha256"]), f'"bytes": {manifest["bytes"]},'
    if text.count(f'"sha256": {old_hash},\n') != 1 or text.count(old_bytes) != 1:
        raise ConvertError(f"{path}: cannot find the one place of \"sha256\" and \"bytes\"")
    digest = hashlib.sha256(content).hexdigest()
    text = text.replace(f'"sha256": {old_hash},\n', f'"sha256": "{digest}",\n')
    text = text.replace(old_bytes, f'"bytes": {len(content)},')
    write_atomically(path, text.encode())


def run(arguments):
    """Do what the options ask; the value is the exit status."""
    manifests = load_manifests(arguments.manifests)
    for name, (path, manifest) in manifests.items():
        source = os.path.join(arguments.source, manifest["source"]["file"])
        target = os.path.join(arguments.output, os.path.basename(manifest["file"]))
        if arguments.check_sources:
            if not is_right(source, manifest["source"]["sha256"]):
                return MISSING
            continue
        if not arguments.pin and is_right(target, manifest["sha256"]):
            continue
        if arguments.check:
            return MISSING
        content = convert(source, manifest)
        if arguments.pin:
            pin(path, manifest, content)
        elif hashlib.sha256(content).hexdigest() != manifest["sha256"]:
            raise ConvertError(f"{name}: the converted file differs from the one that its manifest pins; "
                               "after a change of the converter run convert.py --pin")
        os.makedirs(arguments.output, exist_ok=True)
        write_atomically(target, content)
        print(f"made {manifest['file']} ({len(content) / 1e6:.1f} MB)", flush=True)
    return 0


def main():
    parser = argparse.ArgumentParser(description="Convert the BlazePose networks from TFLite to ONNX.")
    parser.add_argument("--source", metavar="FOLDER", default=os.path.join(HERE, "node_modules/@mediapipe/pose"),
                        help="where the TFLite files are")
    parser.add_argument("--output", metavar="FOLDER", default=os.path.join(HERE, "onnx"),
                        help="where the ONNX files go")
    parser.add_argument("--manifests", metavar="FOLDER", default=HERE, help="where the manifests are")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help=f"make nothing; exit with {MISSING} if something is missing")
    what.add_argument("--check-sources", action="store_true", help="the same for the TFLite files")
    what.add_argument("--pin", action="store_true",
                      help="convert all and write their hashes and sizes into the manifests")
    arguments = parser.parse_args()
    try:
        return run(arguments)
    except (ConvertError, OSError) as problem:
        print(f"convert.py: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
