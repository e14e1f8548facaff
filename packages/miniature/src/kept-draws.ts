/**
 * The draws of the usual world by which `redrawBalanced` finds its pairs of each table and split, as words.
 * Searching for them takes seconds in each process; `npx vitest run packages/miniature -u` writes them.
 */
export const keptDrawsByTable: Readonly<Record<string, string>> = {
  'nyu-mll/multi_nli/train': `d5 1bt a4 ee 0 1w qn 4z 68 f2 5t 108 7k 58 lz 3k sz 7x uk qq 1m 2 2s 2 1pe nh c8 pd 2 0 rt wt 142 1m8 55 4n 18e 4q 0
w3 3k 2g di ad 7h 0 mc 2dq 238 0 ib 3z in m2 0 ue o4 1s5 0 25 dr 2mn xb uw 0 tk 89 2fp 2 9g 3p fu 77 c7 vy ge cp 2 eb
0 1 2 e9 xp ph a2 16e 62 0 uh 3e 2g6 11b lq dh ik az 86 pn 7i y8 3t a5 5h 10b 1ht 2jw 0 bu 1t lq mx 5u 2q 65 13w 16h
14w 52 65 1dc 2fo 1t lz 7n 55 1n1 e5 1d8 8a 2 13w rm 1r fz 14r 96 1an j3 1g9 1 yq 1ns 2 vn el ga 2 r5 3t 5b ke 6w 9q
jq 0 1th sc 1an q2 0 j5 z9 32 1k0 1 8n 2l6 pf 3wn 1ax et ai k3 cr 1 u8 0 wl hn 42 jm 2ch 1mb pg 1b2 9n jm 8t tn 14w
1vb s5 vl 2e 1yz 65 so 1ob 0 8j 1yg 3o 1 tt 1yw la hi kl rn 13u dh fl vl 1 1f 47y 1gd 117 qn 0 9t 1ao 1q 3j5 104 1x 3u
1uf dn 1hc 97 2br 25 pl 9k bz 76 2cc 8x q8 0 1 o4 2 14n dq 1bt 1pk 0 eg 31n ff 5f 1ue 6h uw 99 xz 2xf wq 1ba 30 117
246 3en wu s9 lc 1vo 4od tt sc 3o 1ym 1me 21v 1y6 me 32v n5 13o 1t ya bj 7n 1mw nv 19u 3bm 11j 2av z4 xs cg a9 4b 5k
180 1 2 mi ik 2xa 1d3 60 tf tg 1nk 4h 17j 1si hu 2t 2k5 20n 1bs xu 1is 1fw 34b pj 2pc 1 6z 113 190 1ko 1h0 1d2 31 3eo
95 gz bk bs 2a9 18b 129 et 11l 1be b3 fo 1vk bw 0 i5 1ww 0 2tt 0 1rt 1zk bx 19t 46e 4z 6l 1pq 1p 1zx il cr 18a 28a js
wg 2jl 13q r5 14e w8 gm me lw 1o7 121 2 qh hu aw dh 3iw 137 1ad 6n z4 2fz nr t4 nq 2ns d1 1qb 356 iw 9j w1 5j va mn oe
45 vx 167 zp 2s2 sp 2hg rl rl 9e 15s 122 4cu 20s 23 k6 4i 1yg 18l 2an 2ta 47 ao 199 2t hd ev 2 3i3 3bo dp no 1 uk 24
3h1 2 ec 2q ve 1th 3gb 1lj 78 19n 2ih 2vj 2 6o 1kj 210 hu i8 3ds 82 yt mo 7j 11n dx 1zj 13r fb 275 kn 7l hd 9o lr za
3a6 2xt 1hh 104 ww 23u 26f 1mi bh eo 190 yx t2 1v3 1by 3a uy 30t 2aj 2xw 191 1dp 1zo 6x mo 4r 1kt qw 17t 2px s9 sk a9
4k 2os 1v3 mh 0 1 hg uo 1z ny xz 13m 2df 2w a7 13v wc vq 48r 1 6w 4bt 1ie 2hz 0 1 6w 1sh 109 1hl 2wf 1bi 31n 94 41 nh
0 39o ll 1ks bv dk 368 0 2fh 2cp 1y1 n5 3xg 199 2p6 xz 2ww 12n 1ac iz 13w 277 1k2 fp ex ne 292 nk 1bb 0 1uk 3vg bv bw
f6 1aq 133 25s 1xz id et 2ts ld j8 ay 4m2 ia 46j h6 xw 3zm 2 32i hz 0 2s6 29z 1dq 5eh st bt 4e dt 1tg 2 4eo r3 1uw w9
1 bo 346 fi 2ch 135 1sy 4y4 1lr 2ef qh cg 3sq 51d fh 1k5 34 m1 b6 l9 2w 4f3 1rq 17g 1i 449 ci 1o1 cf 1fi p8 2qc 6q1
36h 40f 1q 3o7 3j2 0 95 g0 2l6 tf 19e 9o 4tt 3dt kb 9x rh m5 5dq 7i kt 62j ah 6x ci ml rw m5 e9 1lm 7eq 441 1go 8f 5tg
yn 133 2e bw 0 4j6 or 3hw fo cu 8h ru g8 1y5 z5 3yu 3az 1pf 2i9 1am 1wp 26j 3f3 1yj 52w 2h5 386 c5 1ji 289 yz 24k 2lz
rn ee kb 1c9 1fj pt je 31r o7 1li 1g8 3fx 77c um fe mn qb 5ic bd 34l 1u9 t0 d3 og 17n y4 1aj yb dw tf ob 5du ph 59b
321 68 j8 1eh 1iu 2t 20e fn 20p ls 2 0 1ti 1 e9 zj md k9 22g 86 1 e8 2qp 1uc 136 at 43p 3fp 1f1 3nk 3z 9m 23w 19p gx
129 2t l9 46 28 f3 ds 67 1is 75 1ux 2ek 435 41z rb y3 7xd 1rh 4j1 2gk 0 x5 2b5 0 25 4kg 1i 2ca 5fl 2vt le 0 1rq 30k
2sr 53 2hk 1j1 7w iy 33y c9 1t eq 1ab 1c1 19i 129 1hz 1ls 1mb eh 1m 2 3cj 1b7 1te 1bz 2km 2c0 3u 133 k9 kd 2 1tt 2oq
xb 1lj 1am 1v2 19i wh lk 17y 199 4kd ih yo 13v 365 1a8 339 4i5 3fn 2d 92k 0 212 j3 2wj 2 9g ek wq a1 4v 2tt 5t 5kq 3y2
1nn lz 48 1vs 2 kh 1qi 1 em bd cc fa nz 43n ua f1 2f2 1bc 4no g8 4k rk i5 1zb 7s 1lm 8d 1g7 2l3 ub s6 54w 1s4 11w w6
2t 13c 1 7z 214 12u 21t 38q h4 1c 1au 1er 2xm xh 27e 35u 25 ap 6n 31 19d 1on 6tf 1tx 4i 10s 3f eb 250 19e 38a 3p2 4z
4ld b9 1oh xj uv 2 1kz 0 3jl go 2p1 3w9 2lq 4rp 4jv 2f 7z 2dx bn 2j1 1f5 9w 1l0 1ln 48 3q 1dk 1d0 3ab 18p 5g cj 4uh 1s
r2 153 bx 17e fi 6bw 49i bc 535 75 3iz n5 3tn 2zx 1wg 1lh kt 1ck 1ez s4 1nu 1h2 1u1 dh 1ik 1iq vo nv 1e7 6z 23l 45 8hp
12l 1nw 111 1oe 3ab 4f0 1br 193 j6 1u0 bh 2zu 16c hj 1kv 195 2re 21z 3r5 38r 38u df 41z 14m 3or 231 2cz 3ia 1ga a2 444
duc 47o 7d 2us fr fx 1la 1f6 12w 6r7 5ih o3 2ny st 2af 84 3l j8 3q b7 12z 435 5h we 14g jo 2py 24x vp bf 18m 2zx 1w
5xj 18t 31t 4bd 1za 3op af 1 10h 0 3ne 2pw 20n 3cq 4z8 4ly 1gr 8au 313 9x 15w 1u5 4n6 1un a8s 1fc jn 1q4 7t7 16b 3cd
f5 42 2rj 4oa 2s1 tv 2f5 2jd 238 1xi 33j do us 1jn 17j 4z 1s2 rk 8yz 6ue 6m1 yw kp 140 44x 12y ni 2o8 0 1et lf s1 3n8
2zb 664 6t 1k3 21n 2w7 1kx 18j 52p mz 4h9 5kh 20f dv 258 vv 18d 16e mo 8g vs 1y8 8p tk 13g 1o0 gs 1dz 3bd 2i 2rs 2u rz
23f 4xk 25u d3 2ir 43 5vq 9m 2 5bg 1sp m4 o0 128 1y0 5yq 1o8 3q6 d5 1jr 1ua 2v1 12q iw 1nx 59w m0 25h 37p 1j5 2af xa
2r 1 2u8 0 42 1f6 1hc rl 40f 3qc 9w7 43n 0 5wl 22d 24k 0 4zj 13b 7xu 2y9 2f6 2oe h9 fx6 b6m s5 6n 1e6 qt 4v1 1v7 bd
1ye 58n 36s 3ta mh 1ab ld 2ps ww 0 6o qe qk 4w 28m tq 2am 3dy ai 2cw 9c 1jg 13k l7 7o3 202 54 37y 1rd 89v 1ce 22y 24i
os cy 232 qv 1wj nn s2 3xr vd 2x 4gk 2qn 47o 38z 1gf 1 5mi 7d 4st 2hk 0 1kz 24 18x 92 5pj 64m lu nd 3xk 2u6 1n5 3x9
31c 77 cf 2ia 3j 4zs 1fd 568 1kh 1n5 o3 1jx 42u 1kk fh 1st 5af 6qq g6 go 2jh 4t 2gj 3nq 2es gz 15y 2in h1 2st oq dz
169 1dt 1p0 e7 1x np 1wz ef 4t 5pm 2a6 1gy vm 1wt 1of 235 66 6pg 1bs 6o6 1cy 3f nw 37 866 q1 1c 11i 2hk 1d0 9n 4ea 4rg
3u7 25h h4 28i 38 pv 2a2 0 9o 1ap 1kd yn 8c 14w 1oz 208 5ec b1 3sj 2xn z6 18f d6 1yh 1k2 637 2c5 g1 4nh 67v 107 1te
19h 21n 4f4 6h 6ym 5p1 1f9 177 gk 1ic 2kg 2uk 2id d5 js 24r 23k 2i7 cl 2ms qi sq 103 43z bq 7su 40 199 3kp 5g6 mm 1yh
1h7 39q 2d 4wu 5tr 2ho 1bp 2iw fk 1my 9n8 ho 2e 2yf 2kg 27i ts 4f9 3ey rv 2jb xz 9p 1lc 7lc 3i 1c4 1bj q2 480 3jo j3
4ui tc 105 2o7 6ne 708 4z4 ok 1x7 27k 1bp 14z 31f 1g9 iz do 2yp 275 123 1w 93h 1sj 3er ir 3d4 2uc 5p5 9z2 6ae 1mg 4yg
6t2 1j5 2yg 3di 1v8 5i q0 10f 1mc 9li 7rm 18m 2tn 8zn 63h 4t3 1ft is 20 5fh ba jg 1l4 3rm 335 62 3ve 3m a0 ob 1av 1ag
3iy xp 1lk 228 2g qs 2jw dai 26x fj hi 1 1gr 3bo 14x 3y4 215 1le zq 1hs 1ec 1l7 of 1ga 1xq 1qd nz n3 ar 2zh 16l 2r0
9a7 44b 3ew 42s 3g9 2fs 16x 3br rt 29f 3x7 1dk al 2u9 3m5 2vx ys 58d rx l0 2j6 4lq 4aw 3p1 1dl 1as 3zg 101 8xb 2s a3
1mn js 13q 4qg 88k 1k1 31c ob 70 1kl 1kd l7 1t1 4tm 2bt 8u 4u 2oj 733 1z5 37f 3ae 3hh 28q yx 3cc 7ui qb 1k2 1m4 3l0
124 jm 18s ez3 1e0 11v 1sd 3l5 3wy fr 1d1 2c0 1gn 69l 441 1ov 4kh 3a 59r 9e0 ds 2xb 8zx 6o8 eke 2pr 669 jf 199 206 43m
5q3 2ca 4rg 47m 1wp hc r2 33t 4y8 jp 4mk 8k0 4po rn 39o 3y0 1kq gd a6 6j 10b 1is 3m2 28s ry 155 9d 4c2 351 2j2 3vq 4uu
1o0 91 x4 ui hh 83f e4j 2b6 7d w9 3bx 66 e1 2 ds7 37w 6ia 2ma 2 ru ep bn 10e 3gr 1g6 1ra 39i 176 c1a hz 4ev su 3ze mi
dl 2bh y7 oc 87 6tb 47h 58 i8 131 3eq 7o 4q3 643 1fr 2w6 cmd 1ne cep 276 yl 9dh 1kg 220 2it s6 dyz qs ks 8w bne 1eg
2wr 1oe 2bt iv 12u 70c anf 3r1 1e1 1rl 8uo 5rx lm gy 78 3xr 5jm 2vi 1 3n8 4do 1uq 1gg 88 2p 2ai t0 3ky 4bv 5fp w2 4xa
1sh 3fn 25z 3ur 8k6 yb 9c 6cc 1kj 4qr 1i8 q9 cj1 a0 2gm 5qq 1ul 6s 17u u1 63p 2 gx5 ahs 24t 29z zk d19 2go mi 7lq 3gc
cyz 36a 2yc fuf 1tv 40g 8o 5m6 y5 1co 17d dze 7gm 14r 2w6 2q2 d43 9b9 5c 1xl 8y 3tn f5 t1 wn 17f 21l 73m 315 83 8tr
8g5 800 1i2 7ey 1uu 1be 2cb wm 281 sb 1cc 11j 18l 6ny 1p1 4nh 2cf 4tn 22v 4po 23m 4nj 3m 1ii 4tk 3eu 1z5 1t8 1t4 aw
25w 1my 364 u1 1cq 1ud 152 3lr aq4 74f o5 28t xq ay cm ah 383 18w 36f wi 4zz 97g 1xg fh 28c 21e 1dq l5 31 39e le 3xi
1zw 3xq 2zk 223 6fx wx 4p9 102 496 iy yl bw 24 3vr 22i 1ss 3qx av9 5v3 1us 6em 4dq 3b3 4x 3ju 2dd 3ul 2jl 7lq 30w 2m2
7p3 7io edo jk8 646 11j 5jf 5x9 15u 2r9 2ip 2fz 21e 8p 6je 2gy 6pd sa 120 26c mg 701 73f 15e 3re 89s 1go bq 239 q7 4fp
1st 4a2 5zm ty 2hh 1tg n2 2tv 6tv 3bs ejs vk 10k 351 q4 1xs 316 2h0 9q3 a0p td 34l c3 3b1 59u 8m 6c4 7eh lq 1el 35 1qp
4n0 2pl ed 23u 1y5 1fh ue fh 12x 22y x3 71 38q 123 2wv rr 43x 69i 3zy 2ey 1x 2j2 jk lw djc 3e2 9m 1gc ccb 6by 5zx 1e4
4wh ku kox 5eh 6iz 0 24x buh 1fu 7sf 1gp 1mj 2r1 1zx 2fo bc 5kd 3bd 2vr 8l4 ed 384 2mk 1ad 79a 6n 5v7 ba ti 3re vx 97p
jyf br4 2qs 62e 4jn 2zy 38b 2fl 5nr 3nn 98j 3ns 8u5 3a 4m 1dd 12i tg 3vo tr 2da 7va 6i9 3j2 7pi afd zg 5vs gh 2jt 1cl
1qd 3wy 8t4 19r 19r a3k 0 1m6 20c 1xv 4ib 189 26v oq 9j 3ar ti 1 37j 4im 3qh 5cw 94 856 7s1 3y 1yk dg rl 3l0 2xu 6dk
4h0 1fa 6n 1ly 3bt a8 1bc 2yi 53 2oe 6cw 29v 45a 3dg 1tb 1wj 65j ez0 2c2 1sr 797 39h 6u 746 hm q6 5za vq 1n7 10h ad
2mq 37e 23c bc p6 6di 2v3 12n 1jb ce 1oy 5qq 216 q4 os lq ub xj 8ld 36t a2 269 2ky 2 dk 6mn 202 116 1dz 50 6ro 5z1 769
7i7 m4 hf 2q0 4lx 13v ac 438 8dr 1bp ge gqd 65 4kc u3 961 2jg 94w 318 2a 4q9 1pr cl g1 97a 3wr 2vj 1x4 d0 5fm 2 1fy
47p 6z6 3q9 181 2yp tu 243 297 2ox 1 8n4 3nt 26h 2rj nn 15t mg 1ty ex 1gu nq 0 10f 3w 1lu fz du 16r 1 2 7en 34i 9s v8
3lu 2h6 1nz 410 74u 2sm 219 7qo 1h4 l4 3np cu 5ig 25y 10s 2 27f 2bw sz 1xg 5xl 2z7 2fq 1h4 wj 2a7 679 4iu 218 1uu 3rs
2 48w 1ue 8eo s6 1hj 8i 429 88 4yy 2o9 8mx 7cd 5b6 hj 7b 4xu 1rr 11p 1l5 2g3 11p 46a 183 155 397 1g0 4yh 0 p8 6sd 1q3
3ky 5dn xi 3f7 1ku 2r0 ab 2ko 1of 3gt 2ns 5v6 oh 0 1mw hv 5v5 1al 7v 4yz 1hc pj 2gj 5li 524 6si sv 5y9 3nv 3ma 5ew 344
19t 5rp 3jy 1bs 2f su 56t 2yy 2ya 38l 9x4 17v 2g3 fm db 1x1 4a ow xv l7 xa 4n2 j1 2vx 335 1yl 9v6 2z 3rk 6t 6k 34 1k5
1c9 6qp u3 th 361 3uu 1l8 0 27t h7 4de 6wu 62j a3k np 5l4 2wg 14v 71 12y 3hv is fxq 565 2qy 40i 2cf 4h1 2x1 1ko 1ly
3n2 533 bxd 3t1 402 t9 2lp sx 5wq 8m7 ry 4hh bus 2se 67i 194 6ji 1oj 612 2bi 2sp ht 20p 7e3 1z6 20x rn 1b9 7my 2w2 1oa
5nx 1 7l 5l 3e me apo 66d 2hb 4ts 2zf 4bf o3 3ea sz 0 5c3 2n4 1mk 9c5 5sq 6z 2vr 1 1lw 3y7 73f 4mb 8nt 1hz 2po sq 5g5
9br ka 2nz 2r1 2jh 1ks 108 u2 hub 1bc 7g itd 7us ye 2t2 r0 9uf 54o 1 1gl 147 nbo dd2 cd1 4f9 26v 1he 1kr 37d ni vo ra
v2 3r7 3du 3x 406 4u 544 2dj 5gg 1hv 14t 9y1 1kc 5cv 1r5 a8r 3n9 974 cjt 15r 1ta 1fi 7f duy 2ep 5ex 1vx 6zp 26c 3rx 22
60j 1c 3mp 94r 2ly 1pw 25y 22q 2y 2 74h ka 2dq 191 qu 4o5 1fv 1fu 1 lt 3bm pb 0 1j9 155 51 1iu 2k0 1q8 pf 29p 3wg 5k
215 39j 2 4zm 2o0 4bl 86q 3uq j3 73k d7 14j 1jf 47e pd 2r 4pe 88d 68u 4nz 5gl i6 1 78k 52 3un 3ad 8wg 9hp 13w 2uy 6o9
ko 6y 4e0 3nq 9di 1gl 619 59j 27q u1 1k1 3ef kpq 3jz 2x7 to 8od aar 4yc 12s 20y 25e 1bt 28u 485 5ps da hk 11w 2pi 29o
dz 7xu es 3z4 2pz 4yu 9n6 ra 5bu 9ou il 3dd 4ot 2sf m4 1lz 80 2kc 1lz 1sy 18x 13p 36w 2i8 g98 511 7p6 2w5 2bg 1ea d80
9hp y5 1dw 249 4ca ed co q0 2oi aw 2ed 5s2 163 1ce 1jq 3np 1mq 76k 0 11l 2hc akw ef 1tq 3bu 3a6 3x8 2e7 1i 3ak 5t3 fr
24q p1 2p7 11v 3wn 8x 3h4 58w 20p 33i 2cj 2j0 176 a9b 41g 2w2 1xf 11l wo 1p9 1la jd 11f t9 7os nh 2wj q4 4j 1fq vc ya
gr 8dh 2j1 2mm 2 4a2 3bc cqu 3as 29v 14n vl 7c b5 kg aqi 19v 55r 31v 5tg xg fx 3k 3za 4z8 1dz 2fi 3am 6y3 hg y7 jr 2rk
401 1pt 7o8 ari 2b 2gc 3lv c0 1ma 3cs 5j 1te 0 in 2cr 6aa 2uy nh eq 4qf 7kl 35j 4ix 2kl dm1 83x 10j 3lz 13y 2 4yu 2aa
23w 6aj 3r7 8r 1gk nk gq 1y0 2kb aa2 2a 1am 44q 1bb 26e 3w3 ya 2eh 3d7 1kz 1v3 7b9 5w7 4dr a3b n6 3n7 1bo 38f 27g 1co
85m 8um 23v 56i 589 1km cz 17v 16n q6 9z 1b6 y5 21x qa 5ai z5 4k0 48w 8fd 19x 1lq 5qz 5f8 d4u ece 2u0 2yt ra hd 2sn 64
13z a7 1o6 4zl 6v 4zr 1eg qp 294 2lh 5u2 2yl 2wg 5js 5u3 7mw 19r 1c5 lm 1wq 4mi oe 51n ci0 m9 1se 9y 4gf 4e4 qw 1gs
5l3 ae 1m asa 1i4 np 4l5 7hm 25w 1wt 2iv 5no f3 6jh 84t ab5 rg 663 5e0 37p 2av fe 41x 3t 7ts 47l 41o 119 2mt 1fx d5f
anm 31f 3pi 5jt 24d 1ha 6tm 5vf 16x 1j1 1wt 901 2el aah 14f an w1 1hn 208 4t4 44g 284 xj 2nd he 1np 1p7 4hk av 20a 2u1
24o 11n 4q6 4g6 4io kb 1y5 1sp 1f5 1h8 6k d65 1m3 4ql 1 h20 4rx 8u6 5kl 3cm 1sb 6we 1jm dco 1gl 1d6 2f4 bl1 3zo 29h
2ba o4d ny 1d1 33t 1g0 1jo 2ws 2pb 261 2ue 8v a4 6yh 1gi 345 70k 15j 9r 1rc b5v 6q 5o0 1dl 4zo 4gc 719 4gs sd 2 1zu wp
2a4 6za 4jo 2dl 2b 3pw ue 1ds 2hp d37 17l 28 1vl 38a xm 2b3 9s5 2jg 5pm 3md 364 30q 9p 23n 2gp 1hr 32j sq 2vv chw 1z5
2s 54l 503 2r0 101 lo 2si 1rs 4vm 2z1 ckp 3q4 109 20k 0 33n 6av fow 1ky 65y 1m3 18n 14k 91a 2vv ayh 78o 3j7 4lv zk aql
1n3 ng 3e3 6y9 kn he 1qe 6d6 3w 4ja 2no 88z 54p 3fa 673 1oc 9pc 39 60 1pm 7b 5t 8ax 1xr 141 6n1 4c0 59p awe nl ku 2wl
19u 223 13r xj 4fh 5g5 3hy nq eh 6qx b62 1k7 27t 14u 21n 2gs 3km 1ku 1at 26r 1xy r3 2b 1ed 74r t6 8d4 ei 1 2b7 c4 516
1sw 6n1 378 6us 2qv 12q d7 37m 77e 1ml 60j yv 2ga l6 5bj 91a 1ff nm 20 xi 1kh db 1sz 91r 4v0 za 9gb 20d 1ey mj 1j4 18y
11r 1im 6gy 2w6 23u 1bp 21t 7t4 78s 10r 2mb 19k 316 wn 13r 8by 29m 3r jg 185 27m 3bb 2zm 5v 16j 2vl 97 2 70 b2 1up 458
68f 22v 2v9 4o gp 2 21r bb rm dv 5qr 7v2 qlp 121 y3 by o3 2k1 5r1 2 5xz 3uy 47t 5yv 19b aso 5qm 27s 1y5 ez 1i7 4vy 2f
4sj 26h 1c2 3y9 29d 2o5 1qb 1mc 142 11c 5c ki a1w 1am eb6 1a8 apf 4v5 mw 2js cty 5pl 6no 16f 1rr 228 2c1 5zi a5 wu ts
5kk 8os 47 g54 6zg 29f 79w 2dv 5e8 3z4 cak 5v9 4p9 8id 4q7 ny 199 1u7 9a mk 6ne sk 4n3 1nd 1rw 1cd 2m5 gp 7d9 hm 1ue
28u 2hm 2 3tx 2fz 1tf e9 4y7 2 4co 28t pa 1jw 26b pj cm 199 p5 4tz dx pw 2f3 2la 1er 7ng 2mx f2a 14y 2y0 bb9 76s cj
oxl czf 6dg rj 48l 738 5t6 1uq gs 1ko 641 bg d03 643 1sq xq 9z9 6e4 76m 2iq 8pr 2gr 16y 35d 3l9 ya 6a2 41l bb5 11k 438
tn 2h1 2f6 17f 2fj 6af fc 2vb jwv 4bp 92p a0 95 72y 78 kw 1xl 1w2 5mp 19d 18p 315 7m ag 2s5 1x4 al 24c 5u2 ave 5zz sy
3ao 3fi ae 2ns 50o 4zy 7r 1n0 803 3v7 457 63a 25n 49l 9az 28j 5v dw 310 129 a69 2er 385 0 46 4bj 2av 18g 6t6 yb qv dk
c2 48g 3xz bz6 1bj 2 51g 814 63h 27 3vi hm mxl 54r wr 76 2it 7yr 4ez 2mw bn 4rx 1c5 zz 73r 287 4nf ej 9un 3t6 2br 1lz
6td 22k 9up cs4 4yc hgp 32d z9 3at 5ck 3x6 2p3 1ld adw 3mv 5o4 2wv 2db ts bt7 n6f 1jr 5l e0 56y 2bh 2a 31s 5h2 5n 3u1
1rf pz 7fg 3r8 1lw 1wb 32t 2q0 2sy 6ql 61 84f 297 2jd 594 1iz sl 186 58i fk 8mr 1 vdf g0 fyu 2t4 2a0 66e 3jj 8lr 8lo
910 4xa 7od 223 633 856 2lu bua 2 ciu 8vr 5d4 4c3 7yy 63j il 189 4o2 1mg g5 4qj tf au 2d4 46n 187 2fd 22o 1el 4hz 8h7
6gj by a53 1q 3fv 64 7ir 1nz 24 ph of 1wf 230 4dk 2qu 2z 1r5 od 9m gfl x7 2c6 a8 2ng 2pf 3ab 82a 1u2 yv gj 2rq 5dl 3f1
bn2 27z 1e5 81l k7 ad8 1ce oq 73j 4fs bso hne kpv 1rz ida 2t4 82 vf sj 6v2 fkx 1 12a 91h 3g9 2vj 99k 11d 4s5 2j7 169
eg 6zk cg pi 1pi 1av zi 1xr g4o i9 vl 3n7 1z1 5ns 7sl 3l 43d 4xt iv 53t do 33r 35a lc6 5p4 nbc gsm 1lq 20j ga 9n7 4bl
1ft 4wx 1ca 4tp ps 2f ga 1b4 rv9 1vh 9zj sl 2rx aky 1i hcc uy f4g re 1td 82m 3pf 43b 1ip 1n0 1ud 1vq 6gh a7 17c 2k0
1ce h8g a64 19g 1pa 1ui pj 6q7 3x2 2g o4 5d3 1kz 60e 0 it 2zg 2ph ty 2um s4 11l 4rv jw 12z 5kl fm bmu pu 4w0 700 1b0
ly 1yz 80k 0 8q 9yd 2rn wv 2j4 1au 42m xg 1vy c1 2n7 b33 2ft 11x 5cw 1fq 104 3kp zc 9r 4sh 4of 9ff 1ye 1im 77a 8hz 2h7
8a4 10e 37j 2 e0 9hb 0 3um 67e 401 5ie 5cr 2d5 26j g2g 4p7 cjl ksp 1qy 7t6 lc 1qh ehv 7g1 34c 3i9 5cb 1g9 f3r 19s 2
39o 2k9 9o4 65s bw 6oo d38 857 3fu 7ri 1tl 55a a3y 7yq 659 1b5 6dk 4mf 7tw 4da 3c 88l ffc 2mf 9mj g07 c7 8os 22y 20l
15x 1 2ks df1 jkm 4vc 25s 2zn ck4 44u 1uw 3er 6vb 2g2 2q1 fg7 6op 4y9 121 50i hz 128 4us 4iv 22u 7l6 1mm akm 8ng 12v
1eh 2nl 3eb 0 w3 jmz 2h7 12p cd cj 4a 5am 7yn l0 139 1us kio be 4rt 2aj a5s 4gx 1t1 85t eas ayj 7x0 3a4 2y2 2oo 1h3
8n4 5d2 26p a56 ajb afp 5s 5pf 1ql c11 16d 13o 357 9f3 a3o 22 4ws 51j 2ri 5is 4vz 6w0 266 aby el3 6yf itu js 97i eco
2r0 109m 7sm 1og iwp aif 6g 2zv i4i 1gu 460 69y 3dx 3li 2cd 1vt 7fy 61f c5v 7gf 1at 1ko 7y 4ad dq1 si 4f h91 1su 4ro
pxi 1ku 4x4 i6 yzf dr9 5f5 fs 16u 1lp n0j 5z5 pr7 1l1 7vm 33s sj ak7 isi 6l 1kn 49r 1 2df 6ml 5t0 3ki axu 1 bfp kpd
416 7cr 59g 2dr 77y vv 6ix k93 5u 7a4 4i7 kex 7ls dcy axl isg 266 2a0 2k2 3il i9 2ej bij 135 3z1 dds 129 43s p6 53j
3dz uxi 5uf 4iw`,
  'nyu-mll/multi_nli/validation': `19t 1j9 d8 qx 10z 74z 2k2 rz 2ww 37i 5cq 2j8 2l5 7ek 8ds 8mt 67p 2x8 1e8 mp 1yx 85o 89f 29g qi 3ti 4ze 5w 2j 4ef 5ns
265 7f 2l9 1 g2 zl by pw dl 35 853 1 hu bt6 59x 1lk e9 2ma 3mw 4d8 14n 3or ds2 3jj 3me t2 ayo 102 1rz 8u g9 9xg yh 1qh
114 952 2v8 3hy 1q1 2f8 d40 9md 3ok 125 11h 12l fdz 4kb 235 mn8 1ru e6 4jo 1v0 76u 9d5 s7l ja8 l1b 23b 3p5 6i3 aw 8ig
88r ihd 5kb 5yu 1 5th f5s 4in 5q3 4t9 2m3 erz 43p 2sn 3xw ma n0x uq m6 13mz 1j 6wg 2o 577 49z ayl 6b0 3rp cpn 4d 6c4
1sv 6c7 pe 2p s7 1sg 327 7rn ao4 136 yu 4y8 64m lhx 4oi 41x 3hl y0 2g3 3em 3s7 nuk 3di 2j9 4sq ndf hz 5aa 9u3 1c2 9gj
4ut 8t 43w 9uu 1xg ode 35m 9pc hje i2s 18z 34e oh4 c8c kyo 20n 4ai 9qt 3lk bq gg7 1zsk 42a 3q4 q4d 1fus jkp la7 7f6
cfx q1 pb 2c1 7bv 69h 1jo 2xn 0 t4 6u6 1pw jlx gyv jdi 7fu 90v 39l 7z8 ekt 1tn r4 51k 1i1 93c 3bt 6p4 c5c 1jk7 tfr gi
t9o 9zp l3n vy 2ol ov 7tw guv 1ddy 2 eps k0f f1j 66u 53c efq 4pm f9z 106 i0o 7hb 3by 9ls cvr i7d bou 15du 144v p8y ym5
1lfz on4 9b3 3c3 x1j c60 1f86 10zm iwh 16c7 az 5dd hbl 1hb4 89u 2d06 1hj 1k5v sms h9f 394 nlj 2t1 19rj b69 834 jjr
35gr w8u e9d l4f mpi txo bs4 3ok hlj pzs bqf 2uz auy 1cm l9q c47 mis dk6 84e e2 8m1 1p7a 11t1 9ou ax9 tu1`,
  'facebook/xnli/validation': `k3 3w 30q 1x9 ak 23f vf 5vd 1sw 5jb 3f2 395 2zo mv 1mv ayf 1fi bo 30n 3lr 6br 5p5 cq bw m8 oq 71m 1c7 l6 45t 5ft 6yt
9sn 1an j9u 5a2 11y 470 56h 3ve 2fb dw gb 4et 2ni 3x2 2n9 8o6 16b 2br 4p5 lp 5ir 19h ur 10h cit tc 6of 66q 931 kz 94y
80 99p nn 8k0 13x 3ya 76m 20z 4yn vi sb 38a 125 2f1 mo 5j9 45b tty 6av 1a9 ix 1sh dwx 70l 87q fs 7zg 98v bvp 25l drr
dil 48q b7b i9 c7j 3ng cq8 cc1 ee xb 4bf 4zr 6s6 87y 1pz 1at8 25t 8qc nhm 5ev 4ep 69p 1v6 cy4 cts 8kn fbl dku p5p 7zw
2qd 6ke kxg 6kj cj3 p5 h1s 4su b4s h9y biz 4x 2cz 46p up us 39n 1j zkl lny oit 8s8 1ui 35u bhi dy5 5s8 ggm 8i1 153
11ec 1op 3uo 2q bq4 50a h2e 9gz 5wx 7pr 5na 11z 36u dcj 7ok mjk 8l1 1gi 1sq uib 3o4 fd0 15u3 la 4xb dn8 1yf 1ox3 eq8
3tm q4 gwr 4fs k4f 10i1 782 ewg 3yy 6e8 d1b 5y1 d2c 9rq bnm ev6 r47 ezr p2v cuu lp bjj 4uh bol 57j 10f 8hz t1d 544
14ol 42j 7ei d6o 12y mh2 13lr 1atw aqo fnb l2n 80g ldp 8d6 uk8 xt1 cdp 694 q2g fna 63l 37c qhf 1vy 6mb gwv l4c x3 10kr
17g1 wgn fl1 9cx ok9 18g 785 1a8z vps 27dq skw 8a6 1o2u jhs 6vg 52o vq0 6lv eg2 di0 srd 6v9 cj0 1059 c6q kta 156q 1jry
ep1 i4z 6xl bc 5uz bka 2a0a 2c2r 836 lhe 4jq zrs 1026 1t3v z0t o3j i7d hd0 3b3 3152 y61 bok 5dj 15cy jmb hbx 1asc asv
m7l brn 6om`,
  'facebook/xnli/test': `3v5 4t 5n 1vi 2iq 0 1dk 10m 1i2 12h 58x 3hh 208 1nq ye 4z vv 24b 10h 40h 7bl 4nn 560 84e 5e 7u8 37s 22z 1lc 2zh 1ot
6mi ti 4ef 359 7f5 71u 7np 2 5p6 1rf 1ql 28n b29 dnm 4jt n5 h9 3xx 1zj 7tq dwk 2kk 8tk 192 lt 4qq 1rk 147 6qd 3j5 du
gu 18n 2bz d1k d8 49e 6k1 1n6 5p7 7j 7ya 3jh 6jk rt 6w0 7ek 4jb pb lvg 3jy 7gt 29y 6f9 5hs 2qd 90w 44y abz 3q5 1w2 4sg
54w 4k3 7xm 6tp s1 5zh 1do 43f 2sa 34y 445 93 17q c06 1ta 4cn fi 2np 3ek jwx o7l 6ct 8uf ex o4 7e lf2 la vm ia3 3o2
qb9 blx 4pv rez 0 10o 2f2 2ku 2gz 6lr akf u9d 20x 1su 24s 5xk 1dz2 1b26 53u bnv 1sq 1aig c66 2n4 6ea 10w axo e6l 1jp
5q1 3ym ct7 2zr 49 a8n ob jh 93c rn7 6w6 g5y 6b4 1a5 u1 zf9 hcx 8o2 f4y 2f8 3r6 bi5 hpx 6zj s0 2eh puh 3kf 4gg 788 a8h
2k7 5h6 cm9 ug2 e91 3uv 5ph 3rl 6fk 1m9 3to 2qs 7hv kvp dt j10 6rz 4ye cs0 6zi 9y0 6bh 4bs kps f5t 13j aj5 717 zq4 gua
cjs 75l fzv 1o3 uoz 2d 3ug k1s 3t9 3tn 6wl i2l 4j4 t7g 2m6 9f4 bpb 8es 6fc 5s8 e2q dkz 3sy 1677 57i li1 26h ijq 3t4
20nq 447 1al f21 ers 3eh qy0 c5z 8hk 447 sdd 5en 1ncd d6t 259 m7a 3tc 3wq 5da 91h hz8 of8 402 ofv 2ft 9yr 84d d4x hdx
724 8j3 6bc ex 6uf bco o2y 1e44 myx 101l jsn 1wpv sns 3nk bu4 1a2 byl p6c 1p0 dsb 1i9 udd 9nt 3an 2lp ai9 1kwk c7p
15f3 cof 9w 8ru 5b3 1jf 17e t2p 6as 1yj 7wo 1i1n zf vna 1t3 1co 10gy r8x dtf i7j bdd 2 gmk 10v lug nj g4g 3fz n9f 4r
k6 43x 346 a7g rpi hlb 5g5 d4j 6b7 uyb pry bp4 776 tte lz6 pov b4j 17z 1a30 83r 10s6 bpo 7zv npt 9qo gw6 2alo it1 fuv
4py ytf exl 19ei 4b2 bv1 1y7 436 5pz c99 a07 5p 27n 32s 1lo7 cyn slr dl7 kpd dlg 1l9p ec3 zyx fad 1xs0 13mf b3m 1dn
429 sa 23xp 4yp 1m5j 5w1 18ou 88a wpm ibp e0i 14ox`,
};
