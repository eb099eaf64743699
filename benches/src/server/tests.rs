use super::cpu_seconds;

#[test]
fn processor_time_is_user_and_system_whatever_the_name() {
    let stat = "77 (a b) c) S 1 77 77 0 -1 4194304 1 0 0 0 250 50 9 9 20 0 8 0 100 1 1 0";
    assert!((cpu_seconds(stat).unwrap() - 3.0).abs() < 1e-9);
    assert!(cpu_seconds("77 (a) S 1").is_err());
}
