//! The targets that `fuzz/run` feeds with whatever comes to its mind take what it begins with, and what it found once.

use std::fs;
use std::path::Path;

#[path = "../../../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "it is a library elsewhere")]
mod fuzz;

#[test]
fn h11_parsers_take_the_corpus_of_the_fuzz_targets() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("fuzz");
    for (name, target) in fuzz::TARGETS {
        assert!(home.join("fuzz_targets").join(format!("{name}.rs")).exists(), "{name} cannot be fuzzed");
        let inputs: Vec<_> =
            fs::read_dir(home.join("corpus").join(name)).unwrap().map(|input| input.unwrap()).collect();
        assert!(!inputs.is_empty(), "{name} has nothing to begin with");
        for input in inputs {
            eprintln!("{}", input.path().display());
            target(&fs::read(input.path()).unwrap());
        }
    }
}
