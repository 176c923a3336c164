// The named character references of HTML, generated from the table of the HTML standard.

/**
 * Each reference that ends in a semicolon, in order of code points: its name, after a comma how much its code point is
 * above that of the one before, and after a plus a second code point; in base 36.
 */
export const ENTITIES: string =
  "Tab,9 NewLine,1 excl,n QUOT,1 quot num,1 dollar,1 percnt,1 AMP,1 amp apos,1 lpar,1 rpar,1 ast,1 midast " +
  "plus,1 comma,1 period,2 sol,1 colon,b semi,1 LT,1 lt nvlt+6he equals,1 bne+6hx GT,1 gt nvgt+6he quest,1 " +
  "commat,1 lbrack,r lsqb bsol,1 rbrack,1 rsqb Hat,1 UnderBar,1 lowbar DiacriticalGrave,1 grave fjlig,6+2y " +
  "lbrace,l lcub VerticalLine,1 verbar vert rbrace,1 rcub NonBreakingSpace,z nbsp iexcl,1 cent,1 pound,1 " +
  "curren,1 yen,1 brvbar,1 sect,1 Dot,1 DoubleDot die uml COPY,1 copy ordf,1 laquo,1 not,1 shy,1 REG,1 circledR " +
  "reg macr,1 strns deg,1 PlusMinus,1 plusmn pm sup2,1 sup3,1 DiacriticalAcute,1 acute micro,1 para,1 " +
  "CenterDot,1 centerdot middot Cedilla,1 cedil sup1,1 ordm,1 raquo,1 frac14,1 frac12,1 half frac34,1 iquest,1 " +
  "Agrave,1 Aacute,1 Acirc,1 Atilde,1 Auml,1 Aring,1 angst AElig,1 Ccedil,1 Egrave,1 Eacute,1 Ecirc,1 Euml,1 " +
  "Igrave,1 Iacute,1 Icirc,1 Iuml,1 ETH,1 Ntilde,1 Ograve,1 Oacute,1 Ocirc,1 Otilde,1 Ouml,1 times,1 Oslash,1 " +
  "Ugrave,1 Uacute,1 Ucirc,1 Uuml,1 Yacute,1 THORN,1 szlig,1 agrave,1 aacute,1 acirc,1 atilde,1 auml,1 aring,1 " +
  "aelig,1 ccedil,1 egrave,1 eacute,1 ecirc,1 euml,1 igrave,1 iacute,1 icirc,1 iuml,1 eth,1 ntilde,1 ograve,1 " +
  "oacute,1 ocirc,1 otilde,1 ouml,1 div,1 divide oslash,1 ugrave,1 uacute,1 ucirc,1 uuml,1 yacute,1 thorn,1 " +
  "yuml,1 Amacr,1 amacr,1 Abreve,1 abreve,1 Aogon,1 aogon,1 Cacute,1 cacute,1 Ccirc,1 ccirc,1 Cdot,1 cdot,1 " +
  "Ccaron,1 ccaron,1 Dcaron,1 dcaron,1 Dstrok,1 dstrok,1 Emacr,1 emacr,1 Edot,3 edot,1 Eogon,1 eogon,1 Ecaron,1 " +
  "ecaron,1 Gcirc,1 gcirc,1 Gbreve,1 gbreve,1 Gdot,1 gdot,1 Gcedil,1 Hcirc,2 hcirc,1 Hstrok,1 hstrok,1 Itilde,1 " +
  "itilde,1 Imacr,1 imacr,1 Iogon,3 iogon,1 Idot,1 imath,1 inodot IJlig,1 ijlig,1 Jcirc,1 jcirc,1 Kcedil,1 " +
  "kcedil,1 kgreen,1 Lacute,1 lacute,1 Lcedil,1 lcedil,1 Lcaron,1 lcaron,1 Lmidot,1 lmidot,1 Lstrok,1 lstrok,1 " +
  "Nacute,1 nacute,1 Ncedil,1 ncedil,1 Ncaron,1 ncaron,1 napos,1 ENG,1 eng,1 Omacr,1 omacr,1 Odblac,3 odblac,1 " +
  "OElig,1 oelig,1 Racute,1 racute,1 Rcedil,1 rcedil,1 Rcaron,1 rcaron,1 Sacute,1 sacute,1 Scirc,1 scirc,1 " +
  "Scedil,1 scedil,1 Scaron,1 scaron,1 Tcedil,1 tcedil,1 Tcaron,1 tcaron,1 Tstrok,1 tstrok,1 Utilde,1 utilde,1 " +
  "Umacr,1 umacr,1 Ubreve,1 ubreve,1 Uring,1 uring,1 Udblac,1 udblac,1 Uogon,1 uogon,1 Wcirc,1 wcirc,1 Ycirc,1 " +
  "ycirc,1 Yuml,1 Zacute,1 zacute,1 Zdot,1 zdot,1 Zcaron,1 zcaron,1 fnof,k imped,z gacute,1s jmath,1u circ,3z " +
  "Hacek,1 caron Breve,h breve DiacriticalDot,1 dot ring,1 ogon,1 DiacriticalTilde,1 tilde " +
  "DiacriticalDoubleAcute,1 dblac DownBreve,1g Alpha,3k Beta,1 Gamma,1 Delta,1 Epsilon,1 Zeta,1 Eta,1 Theta,1 " +
  "Iota,1 Kappa,1 Lambda,1 Mu,1 Nu,1 Xi,1 Omicron,1 Pi,1 Rho,1 Sigma,2 Tau,1 Upsilon,1 Phi,1 Chi,1 Psi,1 " +
  "Omega,1 ohm alpha,8 beta,1 gamma,1 delta,1 epsi,1 epsilon zeta,1 eta,1 theta,1 iota,1 kappa,1 lambda,1 mu,1 " +
  "nu,1 xi,1 omicron,1 pi,1 rho,1 sigmaf,1 sigmav varsigma sigma,1 tau,1 upsi,1 upsilon phi,1 chi,1 psi,1 " +
  "omega,1 thetasym,8 thetav vartheta Upsi,1 upsih phiv,3 straightphi varphi piv,1 varpi Gammad,6 digamma,1 " +
  "gammad kappav,j varkappa rhov,1 varrho epsiv,4 straightepsilon varepsilon backepsilon,1 bepsi IOcy,b DJcy,1 " +
  "GJcy,1 Jukcy,1 DScy,1 Iukcy,1 YIcy,1 Jsercy,1 LJcy,1 NJcy,1 TSHcy,1 KJcy,1 Ubrcy,2 DZcy,1 Acy,1 Bcy,1 Vcy,1 " +
  "Gcy,1 Dcy,1 IEcy,1 ZHcy,1 Zcy,1 Icy,1 Jcy,1 Kcy,1 Lcy,1 Mcy,1 Ncy,1 Ocy,1 Pcy,1 Rcy,1 Scy,1 Tcy,1 Ucy,1 " +
  "Fcy,1 KHcy,1 TScy,1 CHcy,1 SHcy,1 SHCHcy,1 HARDcy,1 Ycy,1 SOFTcy,1 Ecy,1 YUcy,1 YAcy,1 acy,1 bcy,1 vcy,1 " +
  "gcy,1 dcy,1 iecy,1 zhcy,1 zcy,1 icy,1 jcy,1 kcy,1 lcy,1 mcy,1 ncy,1 ocy,1 pcy,1 rcy,1 scy,1 tcy,1 ucy,1 " +
  "fcy,1 khcy,1 tscy,1 chcy,1 shcy,1 shchcy,1 hardcy,1 ycy,1 softcy,1 ecy,1 yucy,1 yacy,1 iocy,2 djcy,1 gjcy,1 " +
  "jukcy,1 dscy,1 iukcy,1 yicy,1 jsercy,1 ljcy,1 njcy,1 tshcy,1 kjcy,1 ubrcy,2 dzcy,1 ensp,5gj emsp,1 emsp13,1 " +
  "emsp14,1 numsp,2 puncsp,1 ThinSpace,1 thinsp VeryThinSpace,1 hairsp NegativeMediumSpace,1 NegativeThickSpace " +
  "NegativeThinSpace NegativeVeryThinSpace ZeroWidthSpace zwnj,1 zwj,1 lrm,1 rlm,1 dash,1 hyphen ndash,3 " +
  "mdash,1 horbar,1 Verbar,1 Vert OpenCurlyQuote,2 lsquo CloseCurlyQuote,1 rsquo rsquor lsquor,1 sbquo " +
  "OpenCurlyDoubleQuote,2 ldquo CloseCurlyDoubleQuote,1 rdquo rdquor bdquo,1 ldquor dagger,2 Dagger,1 ddagger " +
  "bull,1 bullet nldr,3 hellip,1 mldr permil,a pertenk,1 prime,1 Prime,1 tprime,1 backprime,1 bprime lsaquo,4 " +
  "rsaquo,1 OverBar,4 oline caret,3 hybull,2 frasl,1 bsemi,b qprime,8 MediumSpace,8 ThickSpace+6bu NoBreak,1 " +
  "ApplyFunction,1 af InvisibleTimes,1 it InvisibleComma,1 ic euro,21 TripleDot,1b tdot DotDot,1 Copf,12 " +
  "complexes incare,3 gscr,5 HilbertSpace,1 Hscr hamilt Hfr,1 Poincareplane Hopf,1 quaternions planckh,1 hbar,1 " +
  "hslash planck plankv Iscr,1 imagline Ifr,1 Im image imagpart Laplacetrf,1 Lscr lagran ell,1 Nopf,2 naturals " +
  "numero,1 copysr,1 weierp,1 wp Popf,1 primes Qopf,1 rationals Rscr,1 realine Re,1 Rfr real realpart Ropf,1 " +
  "reals rx,1 TRADE,4 trade Zopf,2 integers mho,3 Zfr,1 zeetrf iiota,1 Bernoullis,3 Bscr bernou Cayleys,1 Cfr " +
  "escr,2 Escr,1 expectation Fouriertrf,1 Fscr Mellintrf,2 Mscr phmmat order,1 orderof oscr alefsym,1 aleph " +
  "beth,1 gimel,1 daleth,1 CapitalDifferentialD,d DD DifferentialD,1 dd ExponentialE,1 ee exponentiale " +
  "ImaginaryI,1 ii frac13,b frac23,1 frac15,1 frac25,1 frac35,1 frac45,1 frac16,1 frac56,1 frac18,1 frac38,1 " +
  "frac58,1 frac78,1 LeftArrow,1e ShortLeftArrow larr leftarrow slarr ShortUpArrow,1 UpArrow uarr uparrow " +
  "RightArrow,1 ShortRightArrow rarr rightarrow srarr DownArrow,1 ShortDownArrow darr downarrow " +
  "LeftRightArrow,1 harr leftrightarrow UpDownArrow,1 updownarrow varr UpperLeftArrow,1 nwarr nwarrow " +
  "UpperRightArrow,1 nearr nearrow LowerRightArrow,1 searr searrow LowerLeftArrow,1 swarr swarrow nlarr,1 " +
  "nleftarrow nrarr,1 nrightarrow rarrw,2 rightsquigarrow nrarrw+mw Larr,1 twoheadleftarrow Uarr,1 Rarr,1 " +
  "twoheadrightarrow Darr,1 larrtl,1 leftarrowtail rarrtl,1 rightarrowtail LeftTeeArrow,1 mapstoleft " +
  "UpTeeArrow,1 mapstoup RightTeeArrow,1 map mapsto DownTeeArrow,1 mapstodown hookleftarrow,2 larrhk " +
  "hookrightarrow,1 rarrhk larrlp,1 looparrowleft looparrowright,1 rarrlp harrw,1 leftrightsquigarrow nharr,1 " +
  "nleftrightarrow Lsh,2 lsh Rsh,1 rsh ldsh,1 rdsh,1 crarr,2 cularr,1 curvearrowleft curarr,1 curvearrowright " +
  "circlearrowleft,3 olarr circlearrowright,1 orarr LeftVector,1 leftharpoonup lharu DownLeftVector,1 " +
  "leftharpoondown lhard RightUpVector,1 uharr upharpoonright LeftUpVector,1 uharl upharpoonleft RightVector,1 " +
  "rharu rightharpoonup DownRightVector,1 rhard rightharpoondown RightDownVector,1 dharr downharpoonright " +
  "LeftDownVector,1 dharl downharpoonleft RightArrowLeftArrow,1 rightleftarrows rlarr UpArrowDownArrow,1 udarr " +
  "LeftArrowRightArrow,1 leftrightarrows lrarr leftleftarrows,1 llarr upuparrows,1 uuarr rightrightarrows,1 " +
  "rrarr ddarr,1 downdownarrows ReverseEquilibrium,1 leftrightharpoons lrhar Equilibrium,1 rightleftharpoons " +
  "rlhar nLeftarrow,1 nlArr nLeftrightarrow,1 nhArr nRightarrow,1 nrArr DoubleLeftArrow,1 Leftarrow lArr " +
  "DoubleUpArrow,1 Uparrow uArr DoubleRightArrow,1 Implies Rightarrow rArr DoubleDownArrow,1 Downarrow dArr " +
  "DoubleLeftRightArrow,1 Leftrightarrow hArr iff DoubleUpDownArrow,1 Updownarrow vArr nwArr,1 neArr,1 seArr,1 " +
  "swArr,1 Lleftarrow,1 lAarr Rrightarrow,1 rAarr zigrarr,2 LeftArrowBar,7 larrb RightArrowBar,1 rarrb " +
  "DownArrowUpArrow,g duarr loarr,8 roarr,1 hoarr,1 ForAll,1 forall comp,1 complement PartialD,1 part npart+mw " +
  "Exists,1 exist NotExists,1 nexist nexists empty,1 emptyset emptyv varnothing Del,2 nabla Element,1 in isin " +
  "isinv NotElement,1 notin notinva ReverseElement,2 SuchThat ni niv NotReverseElement,1 notni notniva " +
  "Product,3 prod Coproduct,1 coprod Sum,1 sum minus,1 MinusPlus,1 mnplus mp dotplus,1 plusdo Backslash,2 " +
  "setminus setmn smallsetminus ssetmn lowast,1 SmallCircle,1 compfn Sqrt,2 radic Proportional,3 prop propto " +
  "varpropto vprop infin,1 angrt,1 ang,1 angle nang+6he angmsd,1 measuredangle angsph,1 VerticalBar,1 mid " +
  "shortmid smid NotVerticalBar,1 nmid nshortmid nsmid DoubleVerticalBar,1 par parallel shortparallel spar " +
  "NotDoubleVerticalBar,1 npar nparallel nshortparallel nspar and,1 wedge or,1 vee cap,1 caps+1e68 cup,1 " +
  "cups+1e68 Integral,1 int Int,1 iiint,1 tint ContourIntegral,1 conint oint Conint,1 DoubleContourIntegral " +
  "Cconint,1 cwint,1 ClockwiseContourIntegral,1 cwconint CounterClockwiseContourIntegral,1 awconint Therefore,1 " +
  "there4 therefore Because,1 becaus because ratio,1 Colon,1 Proportion dotminus,1 minusd mDDot,2 homtht,1 " +
  "Tilde,1 sim thicksim thksim nvsim+6he backsim,1 bsim race+mp ac,1 mstpos acE+mr acd,1 VerticalTilde,1 wr " +
  "wreath NotTilde,1 nsim EqualTilde,1 eqsim esim NotEqualTilde+mw nesim+mw TildeEqual,1 sime simeq " +
  "NotTildeEqual,1 nsime nsimeq TildeFullEqual,1 cong simne,1 NotTildeFullEqual,1 ncong TildeTilde,1 ap approx " +
  "asymp thickapprox thkap NotTildeTilde,1 nap napprox ape,1 approxeq apid,1 napid+mw backcong,1 bcong CupCap,1 " +
  "asympeq nvap+6he Bumpeq,1 HumpDownHump bump NotHumpDownHump+mw nbump+mw HumpEqual,1 bumpe bumpeq " +
  "NotHumpEqual+mw nbumpe+mw DotEqual,1 doteq esdot nedot+mw doteqdot,1 eDot efDot,1 fallingdotseq erDot,1 " +
  "risingdotseq Assign,1 colone coloneq ecolon,1 eqcolon ecir,1 eqcirc circeq,1 cire wedgeq,2 veeeq,1 " +
  "triangleq,2 trie equest,3 questeq NotEqual,1 ne Congruent,1 equiv bnequiv+6hx NotCongruent,1 nequiv le,2 leq " +
  "nvle+6he GreaterEqual,1 ge geq nvge+6he LessFullEqual,1 lE leqq nlE+mw nleqq+mw GreaterFullEqual,1 gE geqq " +
  "NotGreaterFullEqual+mw ngE+mw ngeqq+mw lnE,1 lneqq lvertneqq+1e68 lvnE+1e68 gnE,1 gneqq gvertneqq+1e68 " +
  "gvnE+1e68 Lt,1 NestedLessLess ll NotLessLess+mw nLtv+mw nLt+6he Gt,1 NestedGreaterGreater gg " +
  "NotGreaterGreater+mw nGtv+mw nGt+6he between,1 twixt NotCupCap,1 NotLess,1 nless nlt NotGreater,1 ngt ngtr " +
  "NotLessEqual,1 nle nleq NotGreaterEqual,1 nge ngeq LessTilde,1 lesssim lsim GreaterTilde,1 gsim gtrsim " +
  "NotLessTilde,1 nlsim NotGreaterTilde,1 ngsim LessGreater,1 lessgtr lg GreaterLess,1 gl gtrless " +
  "NotLessGreater,1 ntlg NotGreaterLess,1 ntgl Precedes,1 pr prec Succeeds,1 sc succ PrecedesSlantEqual,1 prcue " +
  "preccurlyeq SucceedsSlantEqual,1 sccue succcurlyeq PrecedesTilde,1 precsim prsim SucceedsTilde,1 scsim " +
  "succsim NotSucceedsTilde+mw NotPrecedes,1 npr nprec NotSucceeds,1 nsc nsucc sub,1 subset NotSubset+6he " +
  "nsubset+6he vnsub+6he Superset,1 sup supset NotSuperset+6he nsupset+6he vnsup+6he nsub,1 nsup,1 " +
  "SubsetEqual,1 sube subseteq SupersetEqual,1 supe supseteq NotSubsetEqual,1 nsube nsubseteq " +
  "NotSupersetEqual,1 nsupe nsupseteq subne,1 subsetneq varsubsetneq+1e68 vsubne+1e68 supne,1 supsetneq " +
  "varsupsetneq+1e68 vsupne+1e68 cupdot,2 UnionPlus,1 uplus SquareSubset,1 sqsub sqsubset NotSquareSubset+mw " +
  "SquareSuperset,1 sqsup sqsupset NotSquareSuperset+mw SquareSubsetEqual,1 sqsube sqsubseteq " +
  "SquareSupersetEqual,1 sqsupe sqsupseteq SquareIntersection,1 sqcap sqcaps+1e68 SquareUnion,1 sqcup " +
  "sqcups+1e68 CirclePlus,1 oplus CircleMinus,1 ominus CircleTimes,1 otimes osol,1 CircleDot,1 odot " +
  "circledcirc,1 ocir circledast,1 oast circleddash,2 odash boxplus,1 plusb boxminus,1 minusb boxtimes,1 timesb " +
  "dotsquare,1 sdotb RightTee,1 vdash LeftTee,1 dashv DownTee,1 top UpTee,1 bot bottom perp models,2 " +
  "DoubleRightTee,1 vDash Vdash,1 Vvdash,1 VDash,1 nvdash,1 nvDash,1 nVdash,1 nVDash,1 prurel,1 LeftTriangle,2 " +
  "vartriangleleft vltri RightTriangle,1 vartriangleright vrtri LeftTriangleEqual,1 ltrie trianglelefteq " +
  "nvltrie+6he RightTriangleEqual,1 rtrie trianglerighteq nvrtrie+6he origof,1 imof,1 multimap,1 mumap hercon,1 " +
  "intcal,1 intercal veebar,1 barvee,2 angrtvb,1 lrtri,1 Wedge,1 bigwedge xwedge Vee,1 bigvee xvee " +
  "Intersection,1 bigcap xcap Union,1 bigcup xcup Diamond,1 diam diamond sdot,1 Star,1 sstarf divideontimes,1 " +
  "divonx bowtie,1 ltimes,1 rtimes,1 leftthreetimes,1 lthree rightthreetimes,1 rthree backsimeq,1 bsime " +
  "curlyvee,1 cuvee curlywedge,1 cuwed Sub,1 Subset Sup,1 Supset Cap,1 Cup,1 fork,1 pitchfork epar,1 lessdot,1 " +
  "ltdot gtdot,1 gtrdot Ll,1 nLl+mw Gg,1 ggg nGg+mw LessEqualGreater,1 leg lesseqgtr lesg+1e68 " +
  "GreaterEqualLess,1 gel gtreqless gesl+1e68 cuepr,3 curlyeqprec cuesc,1 curlyeqsucc NotPrecedesSlantEqual,1 " +
  "nprcue NotSucceedsSlantEqual,1 nsccue NotSquareSubsetEqual,1 nsqsube NotSquareSupersetEqual,1 nsqsupe " +
  "lnsim,3 gnsim,1 precnsim,1 prnsim scnsim,1 succnsim NotLeftTriangle,1 nltri ntriangleleft NotRightTriangle,1 " +
  "nrtri ntriangleright NotLeftTriangleEqual,1 nltrie ntrianglelefteq NotRightTriangleEqual,1 nrtrie " +
  "ntrianglerighteq vellip,1 ctdot,1 utdot,1 dtdot,1 disin,1 isinsv,1 isins,1 isindot,1 notindot+mw notinvc,1 " +
  "notinvb,1 isinE,2 notinE+mw nisd,1 xnis,1 nis,1 notnivc,1 notnivb,1 barwed,7 barwedge Barwed,1 " +
  "doublebarwedge LeftCeiling,2 lceil RightCeiling,1 rceil LeftFloor,1 lfloor RightFloor,1 rfloor drcrop,1 " +
  "dlcrop,1 urcrop,1 ulcrop,1 bnot,1 profline,2 profsurf,1 telrec,2 target,1 ulcorn,6 ulcorner urcorn,1 " +
  "urcorner dlcorn,1 llcorner drcorn,1 lrcorner frown,3 sfrown smile,1 ssmile cylcty,a profalar,1 topbot,8 " +
  "ovbar,7 solbar,2 angzarr,1p lmoust,1g lmoustache rmoust,1 rmoustache OverBracket,3 tbrk UnderBracket,1 bbrk " +
  "bbrktbrk,1 OverParenthesis,12 UnderParenthesis,1 OverBrace,1 UnderBrace,1 trpezium,3 elinters,5 blank,1o " +
  "circledS,4l oS HorizontalLine,1k boxh boxv,2 boxdr,a boxdl,4 boxur,4 boxul,4 boxvr,4 boxvl,8 boxhd,8 boxhu,8 " +
  "boxvh,8 boxH,k boxV,1 boxdR,1 boxDr,1 boxDR,1 boxdL,1 boxDl,1 boxDL,1 boxuR,1 boxUr,1 boxUR,1 boxuL,1 " +
  "boxUl,1 boxUL,1 boxvR,1 boxVr,1 boxVR,1 boxvL,1 boxVl,1 boxVL,1 boxHd,1 boxhD,1 boxHD,1 boxHu,1 boxhU,1 " +
  "boxHU,1 boxvH,1 boxVh,1 boxVH,1 uhblk,k lhblk,4 block,4 blk14,9 blk12,1 blk34,1 Square,e squ square " +
  "FilledVerySmallSquare,9 blacksquare squarf squf EmptyVerySmallSquare,1 rect,2 marker,1 fltns,3 " +
  "bigtriangleup,2 xutri blacktriangle,1 utrif triangle,1 utri blacktriangleright,3 rtrif rtri,1 triangleright " +
  "bigtriangledown,4 xdtri blacktriangledown,1 dtrif dtri,1 triangledown blacktriangleleft,3 ltrif ltri,1 " +
  "triangleleft loz,7 lozenge cir,1 tridot,x bigcirc,3 xcirc ultri,9 urtri,1 lltri,1 EmptySmallSquare,1 " +
  "FilledSmallSquare,1 bigstar,9 starf star,1 phone,8 female,1e male,2 spades,u spadesuit clubs,3 clubsuit " +
  "hearts,2 heartsuit diamondsuit,1 diams sung,4 flat,3 natur,1 natural sharp,1 check,4k checkmark cross,4 " +
  "malt,9 maltese sext,m VerticalSeparator,y lbbrk,q rbbrk,1 bsolhsub,2d suphsol,1 LeftDoubleBracket,t lobrk " +
  "RightDoubleBracket,1 robrk LeftAngleBracket,1 lang langle RightAngleBracket,1 rang rangle Lang,1 Rang,1 " +
  "loang,1 roang,1 LongLeftArrow,8 longleftarrow xlarr LongRightArrow,1 longrightarrow xrarr " +
  "LongLeftRightArrow,1 longleftrightarrow xharr DoubleLongLeftArrow,1 Longleftarrow xlArr " +
  "DoubleLongRightArrow,1 Longrightarrow xrArr DoubleLongLeftRightArrow,1 Longleftrightarrow xhArr longmapsto,2 " +
  "xmap dzigrarr,3 nvlArr,77 nvrArr,1 nvHarr,1 Map,1 lbarr,7 bkarow,1 rbarr lBarr,1 dbkarow,1 rBarr RBarr,1 " +
  "drbkarow DDotrahd,1 UpArrowBar,1 DownArrowBar,1 Rarrtl,3 latail,3 ratail,1 lAtail,1 rAtail,1 larrfs,1 " +
  "rarrfs,1 larrbfs,1 rarrbfs,1 nwarhk,3 nearhk,1 hksearow,1 searhk hkswarow,1 swarhk nwnear,1 nesear,1 toea " +
  "seswar,1 tosa swnwar,1 rarrc,9 nrarrc+mw cudarrr,2 ldca,1 rdca,1 cudarrl,1 larrpl,1 curarrm,3 cularrp,1 " +
  "rarrpl,8 harrcir,3 Uarrocir,1 lurdshar,1 ldrushar,1 LeftRightVector,3 RightUpDownVector,1 " +
  "DownLeftRightVector,1 LeftUpDownVector,1 LeftVectorBar,1 RightVectorBar,1 RightUpVectorBar,1 " +
  "RightDownVectorBar,1 DownLeftVectorBar,1 DownRightVectorBar,1 LeftUpVectorBar,1 LeftDownVectorBar,1 " +
  "LeftTeeVector,1 RightTeeVector,1 RightUpTeeVector,1 RightDownTeeVector,1 DownLeftTeeVector,1 " +
  "DownRightTeeVector,1 LeftUpTeeVector,1 LeftDownTeeVector,1 lHar,1 uHar,1 rHar,1 dHar,1 luruhar,1 ldrdhar,1 " +
  "ruluhar,1 rdldhar,1 lharul,1 llhard,1 rharul,1 lrhard,1 UpEquilibrium,1 udhar ReverseUpEquilibrium,1 duhar " +
  "RoundImplies,1 erarr,1 simrarr,1 larrsim,1 rarrsim,1 rarrap,1 ltlarr,1 gtrarr,2 subrarr,1 suplarr,2 lfisht,1 " +
  "rfisht,1 ufisht,1 dfisht,1 lopar,6 ropar,1 lbrke,5 rbrke,1 lbrkslu,1 rbrksld,1 lbrksld,1 rbrkslu,1 langd,1 " +
  "rangd,1 lparlt,1 rpargt,1 gtlPar,1 ltrPar,1 vzigzag,4 vangrt,2 angrtvbd,1 ange,7 range,1 dwangle,1 uwangle,1 " +
  "angmsdaa,1 angmsdab,1 angmsdac,1 angmsdad,1 angmsdae,1 angmsdaf,1 angmsdag,1 angmsdah,1 bemptyv,1 demptyv,1 " +
  "cemptyv,1 raemptyv,1 laemptyv,1 ohbar,1 omid,1 opar,1 operp,2 olcross,2 odsold,1 olcir,2 ofcir,1 olt,1 ogt,1 " +
  "cirscir,1 cirE,1 solb,1 bsolb,1 boxbox,4 trisb,4 rtriltri,1 LeftTriangleBar,1 NotLeftTriangleBar+mw " +
  "RightTriangleBar,1 NotRightTriangleBar+mw iinfin,c infintie,1 nvinfin,1 eparsl,5 smeparsl,1 eqvparsl,1 " +
  "blacklozenge,6 lozf RuleDelayed,9 dsol,2 bigodot,a xodot bigoplus,1 xoplus bigotimes,1 xotime biguplus,2 " +
  "xuplus bigsqcup,2 xsqcup iiiint,6 qint fpartint,1 cirfnint,3 awint,1 rppolint,1 scpolint,1 npolint,1 " +
  "pointint,1 quatint,1 intlarhk,1 pluscir,b plusacir,1 simplus,1 plusdu,1 plussim,1 plustwo,1 mcomma,2 " +
  "minusdu,1 loplus,3 roplus,1 Cross,1 timesd,1 timesbar,1 smashp,2 lotimes,1 rotimes,1 otimesas,1 Otimes,1 " +
  "odiv,1 triplus,1 triminus,1 tritime,1 intprod,1 iprod amalg,3 capdot,1 ncup,2 ncap,1 capand,1 cupor,1 " +
  "cupcap,1 capcup,1 cupbrcap,1 capbrcup,1 cupcup,1 capcap,1 ccups,1 ccaps,1 ccupssm,3 And,3 Or,1 andand,1 " +
  "oror,1 orslope,1 andslope,1 andv,2 orv,1 andd,1 ord,1 wedbar,2 sdote,7 simdot,4 congdot,3 ncongdot+mw " +
  "easter,1 apacir,1 apE,1 napE+mw eplus,1 pluse,1 Esim,1 Colone,1 Equal,1 ddotseq,2 eDDot equivDD,1 ltcir,1 " +
  "gtcir,1 ltquest,1 gtquest,1 LessSlantEqual,1 leqslant les NotLessSlantEqual+mw nleqslant+mw nles+mw " +
  "GreaterSlantEqual,1 geqslant ges NotGreaterSlantEqual+mw ngeqslant+mw nges+mw lesdot,1 gesdot,1 lesdoto,1 " +
  "gesdoto,1 lesdotor,1 gesdotol,1 lap,1 lessapprox gap,1 gtrapprox lne,1 lneq gne,1 gneq lnap,1 lnapprox " +
  "gnap,1 gnapprox lEg,1 lesseqqgtr gEl,1 gtreqqless lsime,1 gsime,1 lsimg,1 gsiml,1 lgE,1 glE,1 lesges,1 " +
  "gesles,1 els,1 eqslantless egs,1 eqslantgtr elsdot,1 egsdot,1 el,1 eg,1 siml,3 simg,1 simlE,1 simgE,1 " +
  "LessLess,1 NotNestedLessLess+mw GreaterGreater,1 NotNestedGreaterGreater+mw glj,2 gla,1 ltcc,1 gtcc,1 " +
  "lescc,1 gescc,1 smt,1 lat,1 smte,1 smtes+1e68 late,1 lates+1e68 bumpE,1 PrecedesEqual,1 pre preceq " +
  "NotPrecedesEqual+mw npre+mw npreceq+mw SucceedsEqual,1 sce succeq NotSucceedsEqual+mw nsce+mw nsucceq+mw " +
  "prE,3 scE,1 precneqq,1 prnE scnE,1 succneqq prap,1 precapprox scap,1 succapprox precnapprox,1 prnap scnap,1 " +
  "succnapprox Pr,1 Sc,1 subdot,1 supdot,1 subplus,1 supplus,1 submult,1 supmult,1 subedot,1 supedot,1 subE,1 " +
  "subseteqq nsubE+mw nsubseteqq+mw supE,1 supseteqq nsupE+mw nsupseteqq+mw subsim,1 supsim,1 subnE,3 " +
  "subsetneqq varsubsetneqq+1e68 vsubnE+1e68 supnE,1 supsetneqq varsupsetneqq+1e68 vsupnE+1e68 csub,3 csup,1 " +
  "csube,1 csupe,1 subsup,1 supsub,1 subsub,1 supsup,1 suphsub,1 supdsub,1 forkv,1 topfork,1 mlcp,1 Dashv,9 " +
  "DoubleLeftTee Vdashl,2 Barv,1 vBar,1 vBarv,1 Vbar,2 Not,1 bNot,1 rnmid,1 cirmid,1 midcir,1 topcir,1 nhpar,1 " +
  "parsim,1 parsl,a nparsl+6hx fflig,1537 filig,1 fllig,1 ffilig,1 ffllig,1 Ascr,16zc Cscr,2 Dscr,1 Gscr,3 " +
  "Jscr,3 Kscr,1 Nscr,3 Oscr,1 Pscr,1 Qscr,1 Sscr,2 Tscr,1 Uscr,1 Vscr,1 Wscr,1 Xscr,1 Yscr,1 Zscr,1 ascr,1 " +
  "bscr,1 cscr,1 dscr,1 fscr,2 hscr,2 iscr,1 jscr,1 kscr,1 lscr,1 mscr,1 nscr,1 pscr,2 qscr,1 rscr,1 sscr,1 " +
  "tscr,1 uscr,1 vscr,1 wscr,1 xscr,1 yscr,1 zscr,1 Afr,1h Bfr,1 Dfr,2 Efr,1 Ffr,1 Gfr,1 Jfr,3 Kfr,1 Lfr,1 " +
  "Mfr,1 Nfr,1 Ofr,1 Pfr,1 Qfr,1 Sfr,2 Tfr,1 Ufr,1 Vfr,1 Wfr,1 Xfr,1 Yfr,1 afr,2 bfr,1 cfr,1 dfr,1 efr,1 ffr,1 " +
  "gfr,1 hfr,1 ifr,1 jfr,1 kfr,1 lfr,1 mfr,1 nfr,1 ofr,1 pfr,1 qfr,1 rfr,1 sfr,1 tfr,1 ufr,1 vfr,1 wfr,1 xfr,1 " +
  "yfr,1 zfr,1 Aopf,1 Bopf,1 Dopf,2 Eopf,1 Fopf,1 Gopf,1 Iopf,2 Jopf,1 Kopf,1 Lopf,1 Mopf,1 Oopf,2 Sopf,4 " +
  "Topf,1 Uopf,1 Vopf,1 Wopf,1 Xopf,1 Yopf,1 aopf,2 bopf,1 copf,1 dopf,1 eopf,1 fopf,1 gopf,1 hopf,1 iopf,1 " +
  "jopf,1 kopf,1 lopf,1 mopf,1 nopf,1 oopf,1 popf,1 qopf,1 ropf,1 sopf,1 topf,1 uopf,1 vopf,1 wopf,1 xopf,1 " +
  "yopf,1 zopf,1";

/** The references that are recognised without a semicolon too. */
export const LEGACY_ENTITIES: string =
  "AElig AMP Aacute Acirc Agrave Aring Atilde Auml COPY Ccedil ETH Eacute Ecirc Egrave Euml GT " +
  "Iacute Icirc Igrave Iuml LT Ntilde Oacute Ocirc Ograve Oslash Otilde Ouml QUOT REG THORN Uacute " +
  "Ucirc Ugrave Uuml Yacute aacute acirc acute aelig agrave amp aring atilde auml brvbar ccedil " +
  "cedil cent copy curren deg divide eacute ecirc egrave eth euml frac12 frac14 frac34 gt iacute " +
  "icirc iexcl igrave iquest iuml laquo lt macr micro middot nbsp not ntilde oacute ocirc ograve " +
  "ordf ordm oslash otilde ouml para plusmn pound quot raquo reg sect shy sup1 sup2 sup3 szlig " +
  "thorn times uacute ucirc ugrave uml uuml yacute yen yuml ";
