"""Given names that news has often, by the pronoun that goes with them nearly always.

Names that go with both (Alex, Kim, Andrea, Jean, Sasha) are left out: a name that is not here says
nothing.
"""

__all__ = ["HE_NAMES", "SHE_NAMES"]

HE_NAMES = frozenset(
    """aaron abbas abdel abdul abdullah abel abraham abu adam adel adrian ahmad ahmed aidan akira alain
    alan albert alberto aldo alejandro aleksandr alessandro alexander alexandre alexei alexey alfred
    alfredo ali alistair allan allen alonso alvaro amir anatoly anders andre andreas andrei andres
    andrew andrey andrzej angus anil anthony anton antonio antony anwar arjun armando arnold arthur
    arturo asif ashraf augusto axel ayman aziz bashar ben benedict benjamin benny bernard bernardo
    bernie bert bill billy bjorn bob bobby boris brad bradley brandon brendan brent brett brian bruce
    bruno bryan burak caleb calum calvin carl carlo carlos cedric cesar chad charles charlie chester
    christian christopher chuck claude claudio clayton clement clifford clive colin conor craig curtis
    cyril cyrus dale damian dan daniel daniele danny dario darren darryl dave david dean declan denis
    dennis derek derrick desmond dexter diego dieter dimitri dino dirk dmitri dmitry dominic dominik
    don donald doug douglas duncan dwight dylan earl ed eddie edgar eduardo edward edwin elias elijah
    elliott emanuel emil emile emilio emmanuel enrico enrique eric erik ernest ernesto ernst ethan
    eugene evan fabio faisal farid felix ferdinand fergus fernando fidel filip florian francesco
    francis francisco francois frank franklin franz fred frederick fredrik gareth gary gavin geoff
    geoffrey george georges gerald gerard gerhard giacomo gianni gilbert giorgio giovanni giuseppe
    glenn gordon graham grant greg gregor gregory guido guillermo gunther gus gustav gustavo guy haider
    hakan hamid hamza hank hans harold harry harvey hasan hassan hector heinrich henri henrik henry
    herbert herman hiroshi horst howard hugh hugo humphrey hussein ian ibrahim idris ignacio igor ilya
    imran isaac ismail ivan ivo jack jacob jacques jaime jake jakob jamal james jan janos jared jason
    javier jay jed jeff jefferson jeffrey jeremiah jeremy jerome jerry jesus jim jimmy joachim joao
    joaquin joe joel johan johann john johnny jon jonas jonathan jorge jose josef joseph josh joshua
    juan jude julian julio julius jurgen justin kamal karim karl karsten kareem keith kemal ken kenneth
    kenny kevin khaled khalid khalil kieran kirk klaus konrad kurt kyle lachlan lamar lance lars larry
    laurent lawrence lennart leo leon leonard leonardo leonid leopold leroy liam lionel lloyd lorenzo
    louis luc luca lucas ludwig luigi luis luka lukas luke lutz maciej magnus mahmoud malcolm malik
    manfred manuel marc marcel marcelo marcin marco marcos marcus marek mario marius mark marko markus
    martin marvin massimo mathias matt matteo matthew matthias maurice mauricio maurizio max maxim
    mehmet melvin michael michal michel miguel mihail mike mikhail milan miles milos miroslav mitch
    mohamed mohammad mohammed moises mordecai morgan morris moses muhammad murat murray mustafa nasser
    nathan nathaniel neil nelson neville nicholas nick nicolas nigel nikola nikolai nils noah noel
    norman nuno oleg oliver olivier omar omer orlando oscar osman otto owen pablo paolo pascal patrick
    paul paulo pavel pawel pedro percy perry pete peter petr petros philip philippe phillip pierre
    pieter piotr prakash quentin rafael rahul raj rajesh ralph ramon ramzi randall randy raul ravi ray
    raymond recep reginald reinhard rene reza ricardo richard rick ricky rob robert roberto robbie
    rodney rodrigo roger roland rolf roman ron ronald ronnie rory ross roy ruben rudolf rudy rupert
    russell ryan saad salim salman salvador salvatore samuel sanjay santiago saul scott sean sebastian
    sergei sergey sergio seth shane shaun sidney siegfried silvio simon slobodan spencer stan stanislav
    stanley stefan stefano stephan stephen steve steven stewart stuart suleiman sunil sven tariq ted
    terence terry theo theodor theodore thierry thomas thorsten tim timothy tobias toby todd tom tomas
    tommy tony travis trevor tristan tyler udo ulrich ulf umberto uwe vaclav vadim valentin vernon
    victor viktor vikram vincent vincenzo virgil vitaly vittorio vladimir vladislav walter warren wayne
    werner wilfred wilhelm will willem william willie winston wolfgang xavier yakov yannis yasser yuri
    yusuf yves zachary zoltan""".split()
)
SHE_NAMES = frozenset(
    """abigail ada adela adele adriana agatha agnes aida aisha alana alba alexandra alexis alice alicia
    alina alison allison alma amalia amanda amber amelia amina amy ana anastasia angela angelica
    angelina anita anja ann anna annabel anne annette annie antonia april ariana astrid audrey aurora
    ava barbara beata beatrice beatriz becky belinda berit bernadette bertha beth bethany betty beverly
    bianca birgit bonnie brenda bridget brigitte brittany britta camila camilla candace carla carmen
    carol carolina caroline carolyn carrie catalina catherine cathy cecilia celia charlene charlotte
    chelsea cheryl chiara chloe christina christine cindy clara clare claire clarissa claudia colette
    colleen concepcion connie constance cora cordelia cristina cynthia dagmar daisy dalia dana danielle
    daphne daria dawn deborah debra debbie deirdre delia denise diana diane dina dolores donna dora
    doris dorothy edith edna eileen elaine eleanor elena elisa elisabeth eliza elizabeth ella ellen
    elsa elsie elvira emilia emily emma erica erika erin esmeralda esperanza estelle esther ethel
    eugenia eunice eva evelyn faith fatima fatma felicia fernanda fiona flora florence frances
    francesca francisca frederica frieda gabriela gabriella gabrielle gail galina gemma genevieve
    georgia georgina geraldine gertrude gillian gina giovanna giulia gisela gladys glenda gloria grace
    greta gretchen guadalupe gudrun gwen gwendolyn hannah hanna hanne harriet hazel heather hedwig
    heidi helen helena helene helga hilary hilda hillary hope ida ilse imelda imogen ina ines inga
    ingeborg ingrid irena irene irina iris irma isabel isabella isabelle ivana ivanka jacinta
    jacqueline jana jane janet janice jasmine jeanette jeanne jemima jenna jennifer jenny jessica jill
    joan joanna joanne jocelyn johanna josefina josephine joyce juanita judith judy julia juliana julie
    juliet june justine karen karin karina katarina kate katerina katharina katherine kathleen kathryn
    kathy katia katie katja katrin katya kayla kerstin kirsten kirsty krista kristen kristina kristine
    larissa latifa laura lauren layla leila lena leonora leticia lidia liliana lillian lily linda lisa
    liz loretta lorna lorraine louise lucia lucie lucille lucinda lucy ludmila luisa lydia lyn lynn
    lynne mabel madeleine madison magda magdalena maggie maia malala manuela marcela margaret margarita
    margot maria mariam mariana marie marilyn marina marion marisa marlene marta martha martina mary
    matilda maud maureen maxine maya megan melania melanie melinda melissa mercedes meredith michaela
    michelle mila milena mildred mina miranda miriam moira molly mona monica monika muriel myra myrtle
    nadia nadine nancy naomi natalia natalie natasha nelly nicola nicole nina noelle nora norma nuria
    odette olga olivia olympia ophelia paige pamela patricia paula paulina pauline pearl peggy penelope
    petra philippa phoebe phyllis pilar polina priscilla rachel ramona rania raquel rebecca regina
    renata renee rhonda rita roberta rosa rosalind rosario rose rosemary roxana ruth sabina sabine
    sabrina sally samantha sandra sara sarah selma serena shannon sharon sheila shirley sigrid silvia
    simone sofia sonia sonja sophia sophie stacey stella stephanie sue susan susana susanna susanne
    suzanne svetlana sylvia sylvie tabitha tamara tania tanja tanya tara tatiana teresa tess theresa
    therese tiffany tilda tina tracey tracy trudy ulla ulrike ursula valentina valeria valerie vanessa
    vera veronica victoria viola violet virginia vivian viviana vivienne wanda wendy wilhelmina
    winifred yasmin yolanda yvette yvonne zara zeinab zelda zoe""".split()
)
