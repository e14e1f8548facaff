;; The loops over weights, gradients and moments, four float32 numbers at a time. `npm run gen` compiles this file to
;; generated/adamw-wasm.ts. Arrays start at multiples of 16 bytes and are padded with zeros to one; `bytes` includes the
;; padding, which every loop leaves zero.
(module
  (memory (import "host" "memory") 1)

  ;; Sum of squares, added up in float64.
  (func (export "squares") (param $g i32) (param $bytes i32) (result f64)
    (local $end i32) (local $x v128) (local $y v128) (local $low v128) (local $high v128)
    (local.set $end (i32.add (local.get $g) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $g) (local.get $end)))
        (local.set $x (v128.load (local.get $g)))
        (local.set $y (f64x2.promote_low_f32x4 (local.get $x)))
        (local.set $low (f64x2.add (local.get $low) (f64x2.mul (local.get $y) (local.get $y))))
        (local.set $y (f64x2.promote_low_f32x4 (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
          (local.get $x) (local.get $x))))
        (local.set $high (f64x2.add (local.get $high) (f64x2.mul (local.get $y) (local.get $y))))
        (local.set $g (i32.add (local.get $g) (i32.const 16)))
        (br $next)))
    (local.set $low (f64x2.add (local.get $low) (local.get $high)))
    (f64.add (f64x2.extract_lane 0 (local.get $low)) (f64x2.extract_lane 1 (local.get $low))))

  ;; AdamW. What is taken off a weight is summed up first: 1 - rate * decay would lose most of its digits in float32.
  (func (export "step")
    (param $w i32) (param $g i32) (param $m i32) (param $v i32) (param $bytes i32)
    (param $beta1 f32) (param $rest1 f32) (param $beta2 f32) (param $rest2 f32)
    (param $clip f32) (param $size f32) (param $correction f32) (param $epsilon f32) (param $decay f32)
    (local $i i32) (local $x v128) (local $mean v128) (local $square v128) (local $weight v128)
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $i) (local.get $bytes)))
        (local.set $x (f32x4.mul (v128.load (i32.add (local.get $g) (local.get $i))) (f32x4.splat (local.get $clip))))
        (local.set $mean (f32x4.add
          (f32x4.mul (v128.load (i32.add (local.get $m) (local.get $i))) (f32x4.splat (local.get $beta1)))
          (f32x4.mul (local.get $x) (f32x4.splat (local.get $rest1)))))
        (local.set $square (f32x4.add
          (f32x4.mul (v128.load (i32.add (local.get $v) (local.get $i))) (f32x4.splat (local.get $beta2)))
          (f32x4.mul (f32x4.mul (local.get $x) (local.get $x)) (f32x4.splat (local.get $rest2)))))
        (v128.store (i32.add (local.get $m) (local.get $i)) (local.get $mean))
        (v128.store (i32.add (local.get $v) (local.get $i)) (local.get $square))
        (local.set $weight (v128.load (i32.add (local.get $w) (local.get $i))))
        (v128.store (i32.add (local.get $w) (local.get $i))
          (f32x4.sub (local.get $weight)
            (f32x4.add
              (f32x4.mul (local.get $weight) (f32x4.splat (local.get $decay)))
              (f32x4.div
                (f32x4.mul (local.get $mean) (f32x4.splat (local.get $size)))
                (f32x4.add
                  (f32x4.mul (f32x4.sqrt (local.get $square)) (f32x4.splat (local.get $correction)))
                  (f32x4.splat (local.get $epsilon)))))))
        (local.set $i (i32.add (local.get $i) (i32.const 16)))
        (br $next)))))
