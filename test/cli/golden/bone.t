## Bone as an image: made, looked at, segmented, measured, loaded.
$ antaeus bone
usage: antaeus bone VERB VOLUME [...]

Bone as an image.

  info       what a file holds
  convert    into another format, type, scale, crop or resolution
  segment    grey values to a mask of bone
  register   lay a follow-up over its baseline
  measure    structure: BV/TV, Tb.Th, Tb.Sp, Tb.N and the rest
  stiffness  micro-FE: tests, apparent moduli, the stiffness tensor
  strength   micro-FE: failure load, load-displacement curve, load history
  adapt      the same bone after months of another load
  make       trabecular volumes and known shapes
  draw       slices and surfaces as PNG

`antaeus bone VERB --help` says more.
[2]
$ antaeus bone make rod rod.mha --voxels 20 --spacing 0.05 --size 0.52
$ antaeus bone info rod.mha
format                           MetaImage, zlib
type                             u8
bytes of voxels                  8000
voxels (x y z)                   20 20 20
voxel                            0.05 0.05 0.05 mm
size                             1 1 1 mm
spacing from                     file
origin                           0 0 0 mm
direction, by rows               1 0 0 0 1 0 0 0 1
calibration
  grey = scale stored + offset   1
  offset                         0
smallest (stored)                0
largest                          1
mean                             0.22
not finite                       0 voxels
labels
  0 (78 %)                       6240 voxels
  1 (22 %)                       1760 voxels
$ antaeus bone measure rod.mha
TV, total volume                 1 mm3
BV, bone volume                  0.22 mm3
BV/TV                            0.22
BS, bone surface                 1.62091 mm2
BS/BV                            7.36776 1/mm
BS/TV                            1.62091 1/mm
Tb.Th, thickness                 0.516591 mm
Tb.Th, SD                        0.009521~ mm
Tb.Sp, separation                0.777866 mm
Tb.Sp, SD                        0.083780~ mm
Tb.N, number                     0.768457 1/mm
SMI, plates 0 rods 3             3.15165
share of plates                  0
share of rods                    1
Conn.D, connectivity             1 1/mm3
Euler number                     1
less what the faces share        0
parts                            1
loops                            0
cavities                         0
DA, degree of anisotropy         -
mean intercept lengths           - 1.74747 1.74747 mm
along                            0 0 1
and                              1 0 0
and                              0 1 0
fabric xx yy zz yz xz xy         - - - - - -
$ antaeus bone stiffness rod.mha --quiet --test free --modulus 1000 --tolerance 1e-9 | head -n 13 | grep -v force
test                             free
axis                             z
strain                           -0.01
displacement                     -0.01 mm
stiffness                        220 N/mm
apparent modulus                 220 MPa
energy density at the voxels' centres
  mean                           0.05 MPa
  5 % below                      0.05 MPa
  median                         0.05 MPa
  95 % below                     0.05 MPa
  99 % below                     0.05 MPa
$ antaeus bone stiffness rod.mha --quiet --json | grep -o '"[a-z_0-9]*":' | tr '\n' ' '; echo
"test": "axis": "strain": "displacement_mm": "force_n": "stiffness_n_mm": "apparent_modulus_mpa": "energy_density_mpa": "mean": "p5": "p50": "p95": "p99": "max": "solver": "elements": "unknowns": "iterations": "residual": "seconds": "threads": "kernel": "peak_bytes": "bytes_an_unknown": 
$ antaeus bone stiffness cube.mha --quiet --tensor mixed --modulus 1000 | grep -e Young -e shear.moduli
error[input]: cannot read cube.mha: No such file or directory
[1]
$ antaeus bone strength rod.mha --quiet --test free --strain -0.0035 --tolerance 1e-9 | grep -e factor -e exceeds
  strain that this share exceeds 0.0035
$ antaeus bone strength rod.mha --quiet --test free --curve --strain -0.012 --steps 3 --tolerance 1e-9 | cut -c 1-40
largest force                    32.076 
at a strain of                   -0.012
      strain      force [N]    yielded [
      -0.004          15.84             
      -0.008          31.68             
      -0.012         32.076            1
$ antaeus bone convert rod.mha rod.nii.gz --type i16
$ antaeus bone segment rod.nii.gz again.mha --lower 0.5
threshold                        0.5
parts found                      1
parts kept                       1
bone                             1760 voxels
of the volume                    0.22
$ antaeus bone segment rod.nii.gz again.mha --otsu --largest 26 --json
{
  "lower": 0.000976~,
  "parts_before": 1,
  "parts": 1,
  "bone_voxels": 1760,
  "bv_tv": 0.22
}
$ antaeus bone convert again.mha again.mhd --crop bone
$ antaeus bone info again.mhd --quick | head -n 6
format                           MetaImage
type                             u8
bytes of voxels                  2000
voxels (x y z)                   10 10 20
voxel                            0.05 0.05 0.05 mm
size                             0.5 0.5 1 mm
$ antaeus bone convert rod.mha half.mha --factor 2
$ antaeus bone info half.mha --json
{
  "format": "MetaImage",
  "type": "f32",
  "bytes": 4000,
  "voxels": [10, 10, 10],
  "spacing_mm": [0.1, 0.1, 0.1],
  "size_mm": [1, 1, 1],
  "spacing_from": "file",
  "origin_mm": [0.025, 0.025, 0.025],
  "direction": [1, 0, 0, 0, 1, 0, 0, 0, 1],
  "calibration": {
    "scale": 1,
    "offset": 0
  },
  "min": 0,
  "max": 1,
  "mean": 0.22,
  "not_finite": 0
}
$ antaeus bone make spinodal a.mha --voxels 48 --spacing 0.06 --thickness 0.3 --bv-tv 0.3 --waves 100
$ antaeus bone convert a.mha b.mha --crop 2,44,0,48,0,48
$ antaeus bone register a.mha b.mha --save motion.txt --out moved.mha | grep -e correlation
correlation                      1
$ antaeus bone register a.mha b.mha --use motion.txt --nearest --out moved.nii
$ antaeus bone info moved.nii --quick | head -n 4
format                           NIfTI-1
type                             u8
bytes of voxels                  110592
voxels (x y z)                   48 48 48
$ antaeus bone register a.mha b.mha --use twin.ant
error[input]: cannot read twin.ant: No such file or directory
[1]
$ antaeus bone register a.mha rod.mha --quiet
error[numeric]: the volumes do not match: a correlation of 0.7 over a tenth of the fixed one was expected, found 0.21 over 0.024
[3]
$ antaeus bone make shell shell.mha --voxels 40 --spacing 0.1 --size 3.4 --width 0.6
$ antaeus bone segment shell.mha mask.mha --sigma 0.5 --lower 0.5 --inner 0.5 --compartments labels.mha --quiet
$ antaeus bone measure mask.mha --compartments labels.mha --quick | grep -e Ar | wc -l
3
## What is wrong is said.
$ antaeus bone draw rod.mha rod.png --size 64,48 --plain
$ head -c 4 rod.png | tail -c 3; echo
PNG
$ antaeus bone draw rod.mha slice.png --slice x --size 64,64
$ antaeus bone draw rod.mha lost.png --after again.mha --size 32,32
error[input]: there is no value but 0 to colour by
[1]
$ antaeus bone draw rod.mha rod.png --slice x:20
error[usage]: a slice from 0 to 19 was expected, found 20
[2]
$ antaeus bone draw rod.mha rod.png --view 30 --size 40,40
$ antaeus bone draw rod.mha rod.png --size 5,5
error[usage]: --size: 2 whole numbers from 16 to 20000, or one for all, were expected, found '5,5'
  hint: --size W,H: pixels (1000,1000)
[2]
$ antaeus bone draw rod.mha rod.png --palette embers
error[usage]: --palette: one of grey|ember|inferno|change was expected, found 'embers'
  hint: did you mean 'ember'?
[2]
$ antaeus bone draw rod.mha rod.png --colour half.mha
error[input]: the colours' volume has another size than the bone
[1]
$ antaeus bone mesure rod.mha
error[usage]: unknown verb 'antaeus bone mesure'
  hint: did you mean 'measure'?
[2]
$ antaeus bone make sphere s.mha
error[usage]: KIND: one of spinodal, plate-like, rod-like, ball, shell, rod, plate, plates, torus, cube, frame, cross was expected, found 'sphere'
[2]
$ antaeus bone make ball s.mha
error[usage]: --size: the ball's size in mm is needed
[2]
$ antaeus bone make ball s.mha --voxels 0 --size 1
error[usage]: --voxels: 3 whole numbers from 1 to 1000000, or one for all, were expected, found '0'
  hint: --voxels N: a side (100), or X,Y,Z
[2]
$ antaeus bone make ball s.mha --voxels 20 --size 0.3 --spacing -1
error[usage]: --spacing: a number above 0 and below 1000 was expected, found '-1'
  hint: --spacing MM: size of a voxel (0.02)
[2]
$ antaeus bone make ball s.mha --voxels 60000 --size 1 2>&1 | sed 's/, [0-9.e+-]* GB/, N GB/'
error[memory]: the volume needs 2.16e+05 GB of memory, N GB are free
  hint: crop the volume or halve its resolution, or use a larger machine
$ antaeus bone segment rod.nii.gz x.mha
error[usage]: a threshold is needed
  hint: --lower VALUE, in the scale of --scale, or --otsu
[2]
$ antaeus bone segment rod.nii.gz x.mha --lower 7
rod.nii.gz: error[input]: no voxel is above the threshold of 7
  hint: antaeus bone info says the range of its numbers
[1]
$ antaeus bone segment rod.nii.gz x.mha --lower 300 --scale hu
error[input]: the volume has no calibration: mu_scaling is not known
  hint: give it (--calibration), or work on stored numbers
[1]
$ antaeus bone segment rod.nii.gz x.png --lower 0.5
error[usage]: 'x.png' does not say in what format to write
  hint: let the name end in .mha, .mhd, .nii, .nii.gz, .vti or .raw
[2]
$ antaeus bone convert rod.mha x.mha --crop 0,30,0,10,0,10
error[usage]: a box inside 0 to 20 along x was expected, found 0 to 30
[2]
$ antaeus bone convert rod.mha x.mha --crop 0,5,1
error[usage]: --crop: 6 whole numbers from 0 to 1000000, or one for all, were expected, found '0,5,1'
  hint: --crop X0,X1,Y0,Y1,Z0,Z1: voxels, or `bone`
[2]
$ antaeus bone convert rod.mha x.mha --type u9
error[usage]: --type: one of u8|i8|u16|i16|u32|i32|f32|f64 was expected, found 'u9'
  hint: did you mean 'u8'?
[2]
$ antaeus bone info nothing.mha
error[input]: cannot read nothing.mha: No such file or directory
[1]
$ antaeus bone info twin
error[input]: cannot read twin: No such file or directory
[1]
$ antaeus bone measure half.mha
half.mha: error[input]: a mask or labels were expected, found the value 0.25
  hint: antaeus bone segment makes a mask of grey values
[1]
$ antaeus bone stiffness rod.mha --axis w
error[usage]: --axis: one of x|y|z was expected, found 'w'
  hint: --axis x|y|z: along which (z)
[2]
$ antaeus bone stiffness rod.mha --axis x --quiet
error[input]: no bone touches the -x face of the volume (20 x 20 x 20 voxels)
  hint: crop the volume to the bone: antaeus bone convert --crop
[1]
$ antaeus bone stiffness rod.mha --labels 7
rod.mha: error[input]: no voxel has one of these labels
  hint: antaeus bone info lists the labels that are there
[1]
$ antaeus bone stiffness rod.mha --poisson 0.5
error[usage]: --poisson: a number above -1 and below 0.5 was expected, found '0.5'
  hint: --poisson NU: Poisson's ratio (0.3)
[2]
$ antaeus bone stiffness rod.mha --moduli 1=a
error[usage]: --moduli: LABEL=MPA with commas between was expected, found '1=a'
  hint: labels are 1 to 255, moduli 0 to 1e9 MPa, for example 100=8748,127=8748
[2]
$ antaeus bone stiffness rod.mha --strain 5 --quiet
error[usage]: --strain: a number from -1 to 1 was expected, found '5'
  hint: --strain X: mean strain (-0.01); bend, twist: the angle [rad]
[2]
$ antaeus bone stiffness rod.mha --power 1,2
error[usage]: --power needs --mask: where bone is
  hint: antaeus bone segment makes a mask
[2]
$ antaeus bone stiffness rod.mha --quiet --iterations 1
error[numeric]: the solver stopped after 1 iterations at a relative residual of 0.081; 1e-06 was wanted
  hint: is a part of the bone held by a single corner or edge? Keep the largest component, or allow more iterations
[3]
## An island floats; nothing joins the ends; no bone at all.
$ antaeus bone make ball ball.mha --voxels 20 --spacing 0.05 --size 0.5
$ antaeus bone stiffness ball.mha --quiet
error[input]: no bone touches the -z face of the volume (20 x 20 x 20 voxels)
  hint: crop the volume to the bone: antaeus bone convert --crop
[1]
$ antaeus bone make plates plates.mha --voxels 20 --spacing 0.05 --size 0.2 --width 0.4
$ antaeus bone stiffness plates.mha --quiet
error[input]: no load path: no bone joins the two z faces of the volume
  hint: look at the segmentation: is the threshold too high?
[1]
$ antaeus bone make rod-like parts.mha --voxels 30 --thickness 0.08 --bv-tv 0.12 --waves 60 --connectivity 0
$ antaeus bone stiffness parts.mha --quiet
error[input]: bone with 46 nodes is held by nothing, or can still turn; it begins at corner 21 0 11
  hint: keep the largest component only: antaeus bone segment --largest
[1]
$ antaeus bone stiffness parts.mha --quiet --largest --json | grep -c stiffness_n_mm
1
$ antaeus bone convert ball.mha empty.mha --crop 0,4,0,4,0,4
$ antaeus bone measure empty.mha
empty.mha: error[input]: the mask is empty: every voxel is 0
[1]
## Files that are not what they say.
$ head -c 400 rod.mha >short.mha
$ antaeus bone info short.mha
short.mha: error[input]: the file is truncated: 91 packed bytes were expected, found 64
[1]
$ sed 's/DimSize = 20 20 20/DimSize = 20 -20 20/' rod.mha >negative.mha
$ antaeus bone info negative.mha
negative.mha: error[input]: 20 x -20 x 20 voxels: each must be 1 or more
[1]
$ sed 's/DimSize = 20 20 20/DimSize = 20 20 2000000000/' rod.mha >large.mha
$ antaeus bone info large.mha
large.mha: error[input]: 91 packed bytes cannot hold 20 x 20 x 2000000000 voxels
[1]
$ sed 's/ElementSpacing = 0.05/ElementSpacing = nan/' rod.mha >nan.mha
$ antaeus bone info nan.mha
nan.mha:10: error[input]: ElementSpacing: 3 numbers were expected, found 'nan 0.05 0.05'
[1]
$ sed 's/MET_UCHAR/MET_STRING/' rod.mha >type.mha
$ antaeus bone info type.mha
type.mha:12: error[input]: voxels of type 'MET_STRING' cannot be read
  hint: MET_UCHAR, _CHAR, _USHORT, _SHORT, _UINT, _INT, _FLOAT and _DOUBLE can
[1]
$ printf 'not an image at all' >magic.isq
$ antaeus bone info magic.isq
magic.isq: error[input]: this is no volume that can be read: its first bytes are 6e 6f 74 20
  hint: MetaImage, NIfTI, TIFF, Scanco ISQ and AIM can be read, and raw voxels with a text beside them (doc/voxel.md)
[1]
## A place that cannot be written is told before the work: nothing is read, nothing is left.
$ antaeus bone draw nothing.mha /nowhere/x.png
error[system]: cannot write /nowhere/x.png: No such file or directory
  hint: is there such a folder?
[4]
$ antaeus bone segment nothing.mha /nowhere/x.mha --lower 0.5
error[system]: cannot write /nowhere/x.mha: No such file or directory
  hint: is there such a folder?
[4]
$ antaeus bone register nothing.mha nothing.mha --save /nowhere/x
error[system]: cannot write /nowhere/x: No such file or directory
  hint: is there such a folder?
[4]
$ antaeus bone stiffness nothing.mha --out rod.mha
error[system]: cannot make folder rod.mha: File exists
[4]
$ antaeus bone stiffness nothing.mha --out never; ls never
error[input]: cannot read nothing.mha: No such file or directory
ls: cannot access 'never': No such file or directory
[2]
